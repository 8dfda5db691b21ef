package static

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Needed is the addresses of a module, of everything that it imports, and of
// more files by name, each once: what a phone keeps to start without network.
func Needed(module string, more ...string) []string {
	f, _ := Find(Asset(module))
	all := append([]string{Asset(module)}, f.Needs...)
	for _, name := range more {
		all = append(all, Asset(name))
	}
	seen, out := map[string]bool{}, []string{}
	for _, a := range all {
		if !seen[a] {
			out = append(out, a)
		}
		seen[a] = true
	}
	return out
}

// Worker is a service worker as it is sent: the one by that name, with the
// files that it keeps above it and the name of their shelf, which changes with
// them and with whatever else they show.
func Worker(name, shelf string, files []string, shown ...[]byte) []byte {
	list, _ := json.Marshal(files)
	sum := sha256.New()
	sum.Write(list)
	for _, b := range shown {
		sum.Write(b)
	}
	own, _ := Find(Asset(name))
	var b bytes.Buffer
	b.WriteString("const files = " + string(list) + ";\nconst shelf = \"" + shelf + "-" + hex.EncodeToString(sum.Sum(nil)[:8]) + "\";\n")
	b.Write(own.Body)
	return b.Bytes()
}
