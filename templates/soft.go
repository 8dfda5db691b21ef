package templates

import "strings"

// joints is where long German words of our trade come apart: what stands
// before the joint. A browser without a German dictionary breaks a headline
// anywhere, in the middle of a syllable.
var joints = []string{"haustür", "nachbarschafts", "gesprächs", "wahlkreis", "wahlkampf", "straßen", "telefon", "mitglieder", "bürger", "kreis", "stadtteil",
	"gewerkschafts", "jugend", "frauen", "mieter", "barriere", "kinder", "reckling", "oster", "weihnachts", "sommer", "auftakt", "abschluss"}

// glued is what French sets with a space that no line ends at.
var glued = strings.NewReplacer(" :", nbsp+":", " ;", nbsp+";", " ?", nbsp+"?", " !", nbsp+"!", " »", nbsp+"»", "« ", "«"+nbsp)

// soft puts soft hyphens into the long words of a headline, where we know how,
// and keeps its marks with their words.
func soft(title string) string {
	words := strings.Split(glued.Replace(title), " ")
	for i, word := range words {
		if len([]rune(word)) > 11 && !strings.ContainsRune(word, '\u00ad') {
			words[i] = parted(word)
		}
	}
	return strings.Join(words, " ")
}

func parted(word string) string {
	low := strings.ToLower(word)
	for _, j := range joints {
		rest := strings.TrimPrefix(low, j)
		if rest != low && len([]rune(rest)) > 3 && len(low) == len(word) {
			return word[:len(j)] + "\u00ad" + word[len(j):]
		}
	}
	return word
}
