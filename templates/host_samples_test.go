package templates

var _ = sample("event/hosts", &EventHosts{Frame: sampleFrame(), Event: deskLine, Back: "/b", Until: deskStarts},
	&EventHosts{Frame: sampleFrame(), Event: deskLine, Back: "/b", Until: deskStarts, Action: "/a", Form: sampleForm("email"),
		Hosts: []EventHost{{"Samira", "s@example.org", true, "/end"}, {"", "t@example.org", false, ""}}})
var _ = sample("event/host", &HostAsked{Frame: sampleFrame(), Event: deskLine, Until: deskStarts, SignIn: "/s"}, &HostAsked{Frame: sampleFrame(), Event: deskLine, Until: deskStarts, Action: "/a", SignedIn: true})

var _ = sampleLetter("event/host", with(deskFields, "until", "2026-12-06T23:59:00Z"))

// with is fields with some more.
func with(fields map[string]string, kv ...string) map[string]string {
	all := map[string]string{}
	for k, v := range fields {
		all[k] = v
	}
	for i := 0; i < len(kv); i += 2 {
		all[kv[i]] = kv[i+1]
	}
	return all
}
