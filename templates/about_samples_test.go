package templates

var (
	sampleAbout = &About{Frame: sampleFrame(), Entity: "Aire Valley Together", Address: "1 Mill Lane\nKeighley BD21 3RN", Email: "hello@example.org", Version: "1.0", Source: "https://example.org/barnstorm"}
	_           = sample("about/privacy", sampleAbout, &About{Frame: sampleFrame(), Sandbox: true})
	_           = sample("about/imprint", sampleAbout)
	_           = sample("about/accessibility", sampleAbout)
	_           = sample("about/source", sampleAbout, &About{Frame: sampleFrame()})
)
