package universe

import (
	"fmt"
	"strings"
	"testing"
)

func TestAddressesAreTakenApart(t *testing.T) {
	for in, want := range map[string]string{
		"1 Beaumont Place|Barnet||EN5 4PR":                      "-/1/Beaumont Place/Barnet",
		"12A High Street, Keighley, BD20 5AB":                   "-/12A/High Street/Keighley",
		"12-14 High Street|Keighley":                            "-/12-14/High Street/Keighley",
		"Apt 5 Highbury Court|88 Highbury Avenue|Prestatyn":     "5/88/Highbury Avenue/Prestatyn",
		"Flat 2|12|High Street|Leeds":                           "2/12/High Street/Leeds",
		"Flat 2/1, 12 High Street, Glasgow":                     "2/1/12/High Street/Glasgow",
		"2/1 12 High Street|Glasgow":                            "2/1/12/High Street/Glasgow",
		"Flat A, Rose Court, High Street, Leeds":                "A/Rose Court/High Street/Leeds",
		"The Cottage|High Street|Keighley":                      "-/The Cottage/High Street/Keighley",
		"ADJACENT TO ROSELANDS SCHOOL|HIGH WOOD ROAD|HODDESDON": "-/Adjacent To Roselands School/High Wood Road/Hoddesdon",
		"FAIRFIELD DRIVE|WORMLEY":                               "-/-/Fairfield Drive/Wormley",
		"Rose Cottage, 12 High Street, Leeds":                   "-/12/High Street/Leeds",
		"Hauptstraße 12a, Köln":                                 "-/12a/Hauptstraße/Köln",
		"12 bis rue de la Paix|Paris":                           "-/12 bis/rue de la Paix/Paris",
		"Ερμού 3β, Αθήνα":                                       "-/3β/Ερμού/Αθήνα",
		"Calle Mayor 5|Madrid":                                  "-/5/Calle Mayor/Madrid",
		"12 1st Avenue|Selby":                                   "-/12/1st Avenue/Selby",
		"O'NEILL'S YARD|CORK":                                   "-/-/O'neill's Yard/Cork",
		"Tŷ Gwyn, Heol y Bont|Aberystwyth":                      "-/Tŷ Gwyn/Heol y Bont/Aberystwyth",
		"12 Heol yr Eglwys|Llŷn":                                "-/12/Heol yr Eglwys/Llŷn",
		"5 D'Arcy-Hall Close|St. Ives":                          "-/5/D'Arcy-Hall Close/St. Ives",
		"שדרות רוטשילד 5|תל אביב":                               "-/5/שדרות רוטשילד/תל אביב",
		"١٢ شارع النيل|القاهرة":                                 "-/-/١٢ شارع النيل/القاهرة", // its digits are none that we read: it stays whole
		"Nowhere": "-/-/Nowhere/-",
		"":        "-/-/-/-",
	} {
		postcode := ""
		if i := strings.LastIndex(in, "BD20"); i >= 0 {
			postcode = "BD20 5AB"
		}
		if strings.HasSuffix(in, "EN5 4PR") {
			postcode = "EN5 4PR"
		}
		a := addressOf(strings.Split(in, "|"), postcode)
		or := func(s string) string {
			if s == "" {
				return "-"
			}
			return s
		}
		if got := fmt.Sprintf("%s/%s/%s/%s", or(a.Flat), or(a.Number), or(a.Street), or(a.Town)); got != want {
			t.Errorf("%q is %s, want %s", in, got, want)
		}
	}
}

// FuzzAddress: nothing of an address is lost, and none breaks the reader.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"Flat 2/1, 12 High Street", "12", ",,", "Flat 3", "Hauptstraße 12a|Köln"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a := addressOf(strings.Split(s, "|"), "")
		empty := a.Flat == "" && a.Number == "" && a.Street == "" && a.Town == ""
		if empty && len(partsOf(strings.Split(s, "|"), "")) > 0 {
			t.Fatalf("%q was lost", s)
		}
	})
}
