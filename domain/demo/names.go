package demo

import "strings"

func words(s string) []string { return strings.Fields(s) }

// The names are common ones; whoever bears two of them together is made up.
var (
	ukMen   = words("Oliver Callum Imran Thomas Kwame Rhys Daniel Hamish Owen Samuel Tariq George Joshua Ewan Malachy Adam Dev Leon Patrick Idris Marcus Jack Harun Luke Craig Femi Gethin Ruben Alastair Kofi")
	ukWomen = words("Samira Eleanor Priya Megan Chloe Aisha Bronwen Grace Fiona Zainab Hannah Ruth Shanice Isla Beth Naomi Catrin Maryam Lucy Joanne Amara Erin Yasmin Rosie Heather Ngozi Poppy Deborah Mairi Sian")
	ukLasts = words("Okafor Hargreaves Patel Sutcliffe Ahmed Lindqvist Thornton Bailey Hussain Greenwood MacLeod Evans Rahman Whitaker Osei Pritchard Khan Dawson Ferguson Mensah Booth Sharma Holroyd Jenkins Begum Ackroyd Sinclair Adeyemi Clegg Robertson Shah Fielding Owusu Barraclough Murray Lewis Iqbal Naylor Campbell Eze")
	deMen   = words("Jonas Murat Lukas Felix Andreas Emre Tobias Matthias Piotr Jan Stefan Kerim Paul Henrik Oleksandr Moritz Dirk Yusuf Leon Christoph Gerd Niklas Amir Sebastian Ralf")
	deWomen = words("Anna Leyla Katharina Greta Sabine Fatma Johanna Svenja Olga Miriam Birgit Ayşe Charlotte Nele Renate Theresa Elif Marlene Katrin Julia Heike Zeynep Frieda Petra Lena")
	deLasts = words("Schneider Yılmaz Hoffmann Krüger Nowak Bergmann Kaya Vogel Schäfer Lindner Öztürk Brandt Kowalski Jansen Wolff Peters Demir Zimmermann Friedrich Albrecht Kühn Baumann Şahin Lorenz Böttcher Ritter Petersen Weiß Engel Marquardt")
	esMen   = words("Javier Álvaro Mateo Íñigo Rubén Sergio Youssef Andrés Pablo Manuel Adrián Gonzalo Iker Tomás Rafael Bruno Emilio Jordi Hugo Diego")
	esWomen = words("Lucía Carmen Noelia Inés Fátima Marta Aitana Rocío Paloma Begoña Irene Alba Concha Nuria Leire Pilar Sofía Amparo Ximena Elena")
	esLasts = words("García Fernández Ortega Morales Castro Iglesias Navarro Vidal Benali Serrano Molina Herrero Campos Gallego Peña Soler Rojas Cano Lozano Vega Pascual Ibáñez Romero Cabrera Marín")
	elMen   = words("Γιώργος Νίκος Δημήτρης Κώστας Θανάσης Παναγιώτης Σπύρος Αλέξανδρος Στέλιος Μιχάλης Λευτέρης Άρης Βασίλης Πέτρος Φώτης Αντώνης")
	elWomen = words("Μαρία Ελένη Κατερίνα Σοφία Βασιλική Δέσποινα Ιωάννα Χριστίνα Αγγελική Ειρήνη Ζωή Φωτεινή Αναστασία Δήμητρα Κωνσταντίνα Ράνια")
	elLasts = words("Παπαδόπουλος/Παπαδοπούλου Νικολάου/Νικολάου Γεωργίου/Γεωργίου Δημητρίου/Δημητρίου Βλάχος/Βλάχου Οικονόμου/Οικονόμου Καραγιάννης/Καραγιάννη Αντωνίου/Αντωνίου Μακρής/Μακρή Καρράς/Καρρά Ιωάννου/Ιωάννου Λάμπρου/Λάμπρου Κουτσός/Κουτσού Ρήγας/Ρήγα Σταματίου/Σταματίου Ζαφειρίου/Ζαφειρίου Τσιρίδης/Τσιρίδου Μαυρίδης/Μαυρίδου Χατζής/Χατζή Θεοδώρου/Θεοδώρου")
	frMen   = words("Julien Mehdi Antoine Lucas Moussa Étienne Karim Baptiste Mathieu Olivier Yann Thierry Rachid Gaël Hugo Ibrahima Loïc Bastien Samuel Nicolas")
	frWomen = words("Camille Nadia Élodie Manon Aïcha Claire Maëlle Sylvie Fatou Juliette Inès Solène Anaïs Chantal Yasmina Margaux Aurélie Gwenaëlle Louise Salomé")
	frLasts = words("Lefèvre Benali Dubois Moreau Traoré Garnier Legoff Rousseau Haddad Fontaine Mercier Diallo Chevalier Boyer Kermarrec Lemaire Bouzid Perrin Marchand Girard Sow Vasseur Renaud Delattre Picard")
)
