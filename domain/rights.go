package domain

// An Act is something a person may or may not do in a group.
type Act string

// The acts that need a right. What anyone may do (read a public page, answer
// an invitation, give, use a private link) needs none and is not here.
const (
	SeeGroupEvents  Act = "see events that are not public"
	ProposeEvents   Act = "propose events to a group"
	ScheduleEvents  Act = "schedule, change and call off events"
	SeeRSVPs        Act = "see who is coming"
	CheckIn         Act = "check people in"
	WriteScripts    Act = "write and publish scripts"
	UseScripts      Act = "practise and use scripts"
	RunEfforts      Act = "make and close canvass efforts"
	Knock           Act = "knock on doors and log conversations"
	SeeResults      Act = "see results of an effort"
	ReviewRecords   Act = "review records in quarantine"
	HandOutTurf     Act = "hand out turf, take it over and see who has it"
	AnswerResidents Act = "read and answer complaints and requests of residents"
	ReadIncidents   Act = "read what went wrong on a doorstep"
	ChooseTargets   Act = "name a side and choose target seats"
	SeePeople       Act = "see the people of a group"
	WelcomeNew      Act = "take newcomers, get in touch and note how it went"
	GrantRoles      Act = "give and take roles"
	RunGroups       Act = "make groups and change their settings"
	SeeLedger       Act = "see gifts and the ledger"
	RunAppeals      Act = "open pages for gifts to one thing"
	CallDonors      Act = "call donors whose payment fails"
	MoveMoney       Act = "refund, enter and correct gifts"
	SeeDonors       Act = "see donors, what the law asks of their gifts, and reports"
	DecideGifts     Act = "keep and return gifts, join donors and report"
	SeeAudit        Act = "see who did what"
	SendLetters     Act = "send mail to people of a group"
)

// rights is the whole of who may do what. A role counts in its group and in
// every group below it; a Host's on one event alone, and until the day after.
var rights = map[Act][]Role{
	SeeGroupEvents:  {Member, Canvasser, Lead, Organiser, Admin, Host},
	ProposeEvents:   {Member, Canvasser, Lead, Organiser, Admin},
	ScheduleEvents:  {Organiser, Admin, Host},
	SeeRSVPs:        {Lead, Organiser, Admin, Host},
	CheckIn:         {Lead, Organiser, Admin, Host},
	WriteScripts:    {Organiser, Admin},
	UseScripts:      {Member, Canvasser, Lead, Organiser, Admin},
	RunEfforts:      {Organiser, Admin},
	Knock:           {Canvasser, Lead, Organiser, Admin},
	SeeResults:      {Lead, Organiser, Admin},
	ReviewRecords:   {Lead, Organiser, Admin},
	HandOutTurf:     {Lead, Organiser, Admin},
	AnswerResidents: {Lead, Organiser, Admin},
	ReadIncidents:   {Welfare, Admin}, // never a lead or an organiser: a note may be about one
	ChooseTargets:   {Organiser, Admin},
	SeePeople:       {Organiser, Admin},
	WelcomeNew:      {Lead, Organiser, Admin},
	GrantRoles:      {Admin},
	RunGroups:       {Admin},
	SeeLedger:       {Treasurer, Auditor},
	RunAppeals:      {Organiser, Treasurer, Admin},
	CallDonors:      {Lead, Organiser, Treasurer},
	MoveMoney:       {Treasurer},
	SeeDonors:       {Compliance, Auditor},
	DecideGifts:     {Compliance},
	SeeAudit:        {Auditor, Admin},
	SendLetters:     {Organiser, Admin},
}

// Needed is the roles of which one is needed for act; none means nobody may.
func Needed(act Act) []Role { return rights[act] }
