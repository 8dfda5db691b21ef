package templates

var _ = sample("about/api", &APIPage{Frame: sampleFrame(), Base: "https://example.org/api/v1", Document: "https://example.org/api/openapi.json", Parts: []APIRoom{{"events", []APIDeed{
	{"getEvents", "GET", "/api/v1/events", "List public events.", "anyone", nil}, {"a", "POST", "/api/v1/rsvp/{token}", "Give back.", "holder", nil},
	{"b", "GET", "/api/v1/me", "Show who is asking.", "signed-in", nil}, {"c", "POST", "/api/v1/sync", "Append.", "machine", nil},
	{"d", "POST", "/api/v1/organise/events", "Schedule an event.", "may", []string{"organiser", "admin"}}}}}, Problems: Refusals()})
