package universe

import (
	"regexp"
	"slices"
	"strings"

	"barnstorm/domain/sheet"
)

// A Field is what a column of a file holds.
type Field string

// The fields. A column that is none of them is not read.
const (
	FieldNone      Field = ""
	FieldLine      Field = "line"    // one line of the address; several columns, in their order
	FieldFlat      Field = "flat"    // or part of a building
	FieldNumber    Field = "number"  // of the house
	FieldName      Field = "name"    // of a house without a number
	FieldNumberTwo Field = "number2" // of the building, where number is that of a part of it
	FieldSubStreet Field = "substreet"
	FieldStreet    Field = "street"
	FieldTown      Field = "town"
	FieldPostcode  Field = "postcode"
	FieldUPRN      Field = "uprn"
	FieldLat       Field = "lat"
	FieldLon       Field = "lon"
	FieldEast      Field = "east"  // British National Grid, metres; a longitude is read as one
	FieldNorth     Field = "north" // likewise
	FieldLanguage  Field = "language"
	FieldQuiet     Field = "quiet" // do not knock
	FieldSurname   Field = "surname"
	FieldForename  Field = "forename"
	FieldElector   Field = "elector" // the whole name
	FieldRollOne   Field = "roll1"   // an elector's number on the roll: district,
	FieldRollTwo   Field = "roll2"   // number,
	FieldRollThree Field = "roll3"   // suffix
)

// Fields is every field, in the order in which people read them.
var Fields = []Field{
	FieldLine, FieldFlat, FieldNumber, FieldName, FieldNumberTwo, FieldSubStreet, FieldStreet, FieldTown, FieldPostcode, FieldUPRN, FieldLat, FieldLon,
	FieldEast, FieldNorth, FieldLanguage, FieldQuiet, FieldElector, FieldForename, FieldSurname, FieldRollOne, FieldRollTwo, FieldRollThree,
}

// A Columns says what each column of a file holds, by its name.
type Columns map[string]Field

// known is how the columns of councils, parties and map agencies are called,
// in lower case without blanks and marks (FORMATS.md, 1.6 to 1.8).
var known = []struct {
	field Field
	names *regexp.Regexp
}{
	{FieldUPRN, regexp.MustCompile(`^(uprn|propertyuprn|propertyurn)$`)},
	{FieldPostcode, regexp.MustCompile(`^(house|property|address)?(postcode|pcode|pcds?|postalcode|zip|zipcode|zip5|plz|postleitzahl|codepostal|codigopostal|cp|τκ|ταχυδρομικοσκωδικοσ)$`)},
	{FieldLat, regexp.MustCompile(`^(lat|latitude|breite|breitengrad|latitud|γεωγραφικοπλατοσ)$`)},
	{FieldLon, regexp.MustCompile(`^(lon|lng|long|longitude|lange|langengrad|longitud|γεωγραφικομηκοσ)$`)},
	{FieldEast, regexp.MustCompile(`^(eastings?|easting1m|xcoord|xcoordinate|xordinate|x)$`)},
	{FieldNorth, regexp.MustCompile(`^(northings?|northing1m|ycoord|ycoordinate|yordinate|y)$`)},
	{FieldFlat, regexp.MustCompile(`^(flat|flatnumber|flatno|subbuilding|subbuildingname|apartment|unit|wohnung|appartement|piso)$`)},
	{FieldName, regexp.MustCompile(`^(housename|buildingname|propertyname)$`)},
	{FieldNumber, regexp.MustCompile(`^(number|housenumber|houseno|buildingnumber|propertynumber|hausnummer|hausnr|nr|numero|numerodevoie|αριθμοσ)$`)},
	{FieldNumberTwo, regexp.MustCompile(`^(streetnumber)$`)},
	{FieldSubStreet, regexp.MustCompile(`^(substreet|substreetname|dependentthoroughfare|dependentstreet)$`)},
	{FieldStreet, regexp.MustCompile(`^(street|streetname|thoroughfare|road|roadname|strasse|straße|rue|voie|nomdevoie|calle|via|οδοσ)$`)},
	{FieldTown, regexp.MustCompile(`^(town|city|posttown|ort|stadt|ville|commune|ciudad|localidad|municipio|πολη)$`)},
	{FieldLine, regexp.MustCompile(`^(property)?(address|addr|add|addressline|adresse|direccion|διευθυνση|adress?)[1-6]?$|^(fulladdress|addressfull|street_address|streetaddress|anschrift|domicilio)$`)},
	{FieldLanguage, regexp.MustCompile(`^(language|preferredlanguage|sprache|langue|idioma|γλωσσα)$`)},
	{FieldQuiet, regexp.MustCompile(`^(donotknock|dnk|donotcontact|dnc|nocontact|nichtklopfen)$`)},
	{FieldElector, regexp.MustCompile(`^(electorname|fullname)$`)},
	{FieldForename, regexp.MustCompile(`^(electorforename|electorforenames|firstname)$`)},
	{FieldSurname, regexp.MustCompile(`^(electorsurname|lastname)$`)},
	{FieldRollOne, regexp.MustCompile(`^electornumberprefix$`)},
	{FieldRollTwo, regexp.MustCompile(`^(electornumber|electornumberwithprefix)$`)},
	{FieldRollThree, regexp.MustCompile(`^electornumbersuffix$`)},
}

// Guess says what the columns of a header hold, as far as their names tell.
// Each field but a line is given to the first column that fits. Where the
// columns of a polling station stand beside those of the property, only the
// property's are taken.
func Guess(header []string) Columns {
	c, given := Columns{}, map[Field]bool{}
	var lines []string
	for _, h := range header {
		name := folded(h)
		if strings.HasPrefix(name, "polling") || strings.HasPrefix(name, "station") || strings.HasPrefix(name, "place") {
			continue
		}
		for _, k := range known {
			if !k.names.MatchString(name) {
				continue
			}
			if k.field == FieldLine && !slices.Contains(lines, name) {
				lines = append(lines, name)
				c[h] = FieldLine
			} else if k.field != FieldLine && !given[k.field] {
				given[k.field] = true
				c[h] = k.field
			}
			break
		}
	}
	if given[FieldStreet] && given[FieldNumber] { // the lines would say it twice
		for h, f := range c {
			if f == FieldLine {
				delete(c, h)
			}
		}
	}
	return c
}

func folded(name string) string { return strings.ReplaceAll(plain(name, nil), " ", "") }

// of is the columns that hold a field, in the order of the header.
func (c Columns) of(header []string, f Field) (names []string) {
	for _, h := range header {
		if c[h] == f {
			names = append(names, h)
		}
	}
	return names
}

// Has reports whether any column holds one of the fields.
func (c Columns) Has(fields ...Field) bool {
	for _, f := range c {
		if f != FieldNone && slices.Contains(fields, f) {
			return true
		}
	}
	return false
}

// IsRoll reports whether the file names people, as a register does.
func (c Columns) IsRoll() bool {
	return c.Has(FieldElector, FieldSurname, FieldForename, FieldRollOne, FieldRollTwo, FieldRollThree)
}

// Enough reports whether an address can be made of what the columns hold.
func (c Columns) Enough() bool { return c.Has(FieldLine, FieldStreet, FieldUPRN) }

// A reader makes doors of rows, with the columns looked up once.
type reader struct {
	country string // whose postcodes and grid are meant, ISO 3166-1 alpha-2
	columns map[Field][]string
}

func newReader(country string, header []string, c Columns) reader {
	r := reader{country: country, columns: map[Field][]string{}}
	for _, f := range Fields {
		if names := c.of(header, f); len(names) > 0 {
			r.columns[f] = names
		}
	}
	return r
}

// get is what a row holds of a field, empty for nothing.
func (r reader) get(row sheet.Row, f Field) string {
	for _, name := range r.columns[f] {
		if text := row.Get(name); text != "" {
			return text
		}
	}
	return ""
}
