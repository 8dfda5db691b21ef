package universe

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"barnstorm/domain/sheet"
	"barnstorm/store/storetest"
)

// read is every household of a file whose columns are guessed, and the faults.
func read(t *testing.T, country string, from io.Reader) (all []household, faults []string) {
	t.Helper()
	table, err := sheet.Open(from, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := newReader(country, table.Header, Guess(table.Header))
	for row, err := range table.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		h, ok := r.read(row, func(column, code string) { faults = append(faults, fmt.Sprint(row.Line, column, code)) })
		if ok {
			all = append(all, h)
		}
	}
	return all, faults
}

func (h household) String() string {
	a := h.address
	return fmt.Sprintf("%s|%s|%s|%s|%s|%s|%.4f,%.4f", a.Flat, a.Number, a.Street, a.Town, a.Postcode, a.UPRN, h.at.Lat, h.at.Lon)
}

// The files are as councils' systems wrote them: what is checked is the first
// household and the last.
func TestCouncilFilesAreUnderstood(t *testing.T) {
	for name, want := range map[string][3]string{
		"democracy-counts-utf-16le.csv": {"34", "|Adjacent To Roselands School|High Wood Road|Hoddesdon|EN11 9AR||51.7747,-0.0195", ""},
		"ems-dcounts-districts.csv":     {"19", "|1|Beaumont Place|Barnet|EN5 4PR|200008719|51.6667,-0.1975", ""},
		"ems-idox-eros.csv":             {"9", "|8|Babylon Lane|Chorley|PR6 9NN|100010362596|0.0000,0.0000", ""},
		"ext-csv-with-tsv-ext.tsv":      {"9", "|8|Babylon Lane|Chorley|PR6 9NN|100010362596|0.0000,0.0000", ""},
		"ems-xpress-dc.csv":             {"9", "|5|Buckingham Gardens|Edgware|HA8 6NB|100021243352|0.0000,0.0000", ""},
		"encoding-windows1252.tsv":      {"9", "5|88|Highbury Avenue|Prestatyn|LL19 7NU|200001918040|0.0000,0.0000", ""},
	} {
		t.Run(name, func(t *testing.T) {
			all, faults := read(t, "GB", storetest.OpenReal(t, "council-exports/"+name))
			if got := fmt.Sprint(len(all)); got != want[0] || all[0].String() != want[1] || len(faults) > 0 {
				t.Errorf("%s households, first %s, faults %v", got, all[0], faults)
			}
		})
	}
}

func TestEveryShapeOfFileIsGuessed(t *testing.T) {
	for in, want := range map[string]string{
		`"AuthorityCode","PropertyNumber","StreetName","PostCode","PollingDistrictReference","PollingPlaceId","UPRN"` + "\n" + `"X","12A","HIGH STREET","bd205ab","AA","1","010009999999"`:                 "|12A|High Street||BD20 5AB|10009999999|0.0000,0.0000",
		"Elector Number Prefix,Elector Number,Elector Number Suffix,Elector Markers,Elector DOB,Elector Name,PostCode,Address1,Address2,Address3\nEAA,123,0,,,Lee Ann,E4 7EN,Flat 2,12 High Street,London": "2|12|High Street|London|E4 7EN||0.0000,0.0000",
		"UPRN,X_COORDINATE,Y_COORDINATE,LATITUDE,LONGITUDE,Address\n1,358260.66,172796.5,51.4526,-2.6023,12 High Street":                                                                                   "|12|High Street|||1|51.4526,-2.6023",
		"Straße;Hausnummer;PLZ;Ort;Breite;Länge\nHauptstraße;12a;50667;Köln;50,94;6,96":                                                                                                                    "|12a|Hauptstraße|Köln|50667||50.9400,6.9600",
		"address,postcode,easting,northing\n\"3 Rose Court, High St, Leeds\",LS1 4AP,0,0":                                                                                                                  "|3|Rose Court|High St|LS1 4AP||0.0000,0.0000",
		"Flat,Number,Street,Town,Postcode,Polling_Place_Easting\n2/1,12,High Street,Glasgow,G1 1AA,259000":                                                                                                 "2/1|12|High Street|Glasgow|G1 1AA||0.0000,0.0000",
		"HouseName,HouseNumber,StreetNumber,StreetName,Town\n,3,12,High Street,Leeds":                                                                                                                      "3|12|High Street|Leeds|||0.0000,0.0000",
		"Οδός;Αριθμός;Πόλη;ΤΚ\nΕρμού;3β;Αθήνα;105 63":                                                                                                                                                      "|3β|Ερμού|Αθήνα|105 63||0.0000,0.0000",
	} {
		country := "GB"
		if strings.Contains(in, "PLZ") || strings.Contains(in, "ΤΚ") {
			country = "DE"
		}
		if all, faults := read(t, country, strings.NewReader(in)); len(all) != 1 || all[0].String() != want || len(faults) > 0 {
			t.Errorf("%q: %v, %v", in, all, faults)
		}
	}
}

func TestWhatIsWrongWithARowIsSaid(t *testing.T) {
	all, faults := read(t, "GB", strings.NewReader("Number,Street,Postcode,UPRN,X,Y,Do not knock,Elector Name,Elector Number\n"+
		"1,High Street,ZZ,1,99999999,2000,yes,Ann,7\n2,High Street,E4 7EN,1.00021E+11,,,,,\n,,E4 7EN,,,,,,\n3,High Street,E4 7EN,,x,2,no,,\n"))
	if got := strings.Join(faults, " "); got != "2Postcoderow-odd-postcode 2Xrow-odd-position 3UPRNrow-uprn 4row-no-address 5Xrow-odd-position" {
		t.Error(got)
	}
	if len(all) != 3 || !all[0].quiet || all[2].quiet || all[0].name != "Ann" || all[0].number != "7" {
		t.Errorf("%+v", all)
	}
}
