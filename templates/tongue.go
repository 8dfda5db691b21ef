package templates

// tongues is each language by its own name: people look for theirs, whatever
// language the page is in.
var tongues = map[string]string{
	"ar": "العربية", "bn": "বাংলা", "cy": "Cymraeg", "de": "Deutsch", "el": "Ελληνικά", "en": "English", "es": "Español", "fa": "فارسی", "fr": "Français",
	"gu": "ગુજરાતી", "hi": "हिन्दी", "it": "Italiano", "ku": "Kurdî", "nl": "Nederlands", "pa": "ਪੰਜਾਬੀ", "pl": "Polski", "pt": "Português", "ro": "Română",
	"ru": "Русский", "so": "Soomaali", "sq": "Shqip", "ta": "தமிழ்", "tr": "Türkçe", "uk": "Українська", "ur": "اردو", "vi": "Tiếng Việt", "zh": "中文",
}

// tongue is the language of a code by its own name, else the code.
func tongue(code string) string {
	if name := tongues[code]; name != "" {
		return name
	}
	return code
}
