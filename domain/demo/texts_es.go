package demo

var (
	esTitles = map[string][]string{
		"unseat":     {"Puerta a puerta en {town}"},
		"canvass":    {"Puertas de {town}", "Sábado de puertas en {town}", "Tarde de puertas en {town}"},
		"rally":      {"{town} toma la palabra", "Una sala llena de vecinas: {town}"},
		"phone-bank": {"Tarde de llamadas en {town}"},
		"training":   {"Tus primeras puertas: taller en {town}", "Escuchar en la puerta, una tarde en {town}"},
		"meeting":    {"{group}: reunión del mes"},
		"festival":   {"Dos días en {town}: escuela de puerta a puerta"},
	}
	esAbouts = map[string][]string{
		"unseat": {
			"Una ciudad, un día y un escaño que se decide en unas pocas calles. Por la mañana aprendes el guion, sales en pareja y escuchas más de lo que hablas. Nadie va a su primera puerta sin compañía.\n\nAbrimos media hora antes: hay café, cargadores y una charla breve de seguridad. Cada pareja tiene unas cuarenta puertas a pocos minutos a pie. Al final volvemos, contamos juntos y terminamos a la hora prevista.\n\nTrae calzado cómodo. Si necesitas un recorrido sin escalones, dínoslo abajo: lo tenemos reservado.",
			"La última vez, aquí decidieron menos personas de las que caben en un salón de actos. Por eso llamamos, preguntamos qué cuesta más estos días y contamos nuestra propia historia cuando viene al caso.\n\nEs un día para quien empieza y para quien ya sabe: primero se practica media hora en pareja y siempre hay alguien con experiencia cerca. Quien prefiera no llamar se encarga de las listas y del café.",
		},
		"canvass": {
			"Dos horas y media por las calles de {town}. Volvemos a quienes tenían dudas y preguntamos cómo lo ven ahora.\n\nQuedamos en el local, vamos en pareja y acabamos antes de que anochezca. ¿Es tu primera vez? Márcalo abajo e irás con alguien que ya sabe.",
			"Una vuelta corta por las calles donde la última vez casi no había nadie en casa. Un móvil cargado viene bien; el papel sirve igual.\n\nTerminamos con unas tapas.",
		},
		"rally": {
			"Una tarde con cuatro voces, ocho minutos cada una: una enfermera, un conductor de autobús, una estudiante que vive de alquiler y alguien que cambió de opinión en su propia puerta. Después nos sentamos por calles y planeamos las próximas tres semanas.\n\nLa sala no tiene escalones, hay bucle magnético y un rincón con cuidado para niñas y niños.",
		},
		"phone-bank": {
			"Llamamos a quienes pidieron que les llamáramos. Tendrás auriculares, un guion y a alguien al lado que ya lo ha hecho. Dos horas, y te vas cuando quieras.\n\nTrae portátil si tienes.",
		},
		"training": {
			"Noventa minutos para quien nunca ha llamado a la puerta de un desconocido: cómo empezar, cómo pedir un número del 0 al 10, cómo callar después y cómo despedirse bien.\n\nPracticas con un hogar inventado hasta que parezca una charla. Al final puedes apuntarte a un día, o no.",
		},
		"meeting": {
			"Qué hicimos este mes, qué dicen los números y qué hacemos ahora. Primero las caras nuevas: empezamos con una ronda de nombres y acabamos a las nueve.\n\nLas cuentas caben en una página y se enseñan.",
		},
		"festival": {
			"Talleres, una comida larga y una noche de canciones. Sesiones sobre guiones, seguridad, cómo mantener vivo un grupo en verano y cómo lo hacen los otros movimientos de la familia.\n\nVen un día o los dos. Hay camas en casa de gente del grupo; pregunta en el último campo.",
		},
	}
)
