"""Small closed word lists of English that several readers share. Actor and place names are data of `resolve`."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# an officer's rank once he has left: "Major General (ret.) Aslam Khan"
RETIRED = _words("(ret.) (ret) (retd) (retd.) (rtd) (rtd.) (ret'd) (ret’d) (retired)")
TITLES = RETIRED | _words(
    """president premier prime minister foreign defence defense interior finance deputy vice first secretary
    secretary-general state ambassador envoy spokesman spokeswoman spokesperson chief colonel col major maj brigadier
    brig captain capt lieutenant lt general gen sheikh mullah maulana imam king queen prince princess mr mrs ms miss dr
    doctor prof professor senator sen rep governor gov mayor commander leader head director chairman chairwoman
    chairperson chair justice judge sir lord lady dame comrade diplomat official negotiator mediator lawyer activist
    analyst journalist reporter correspondent acting interim former special representative chancellor councillor
    commissioner admiral marshal sergeant sgt corporal information health energy trade water labour labor transport
    education oil agriculture justice economy senior junior top veteran rebel union opposition government army police
    military political press chief-of-staff undersecretary under-secretary coordinator facilitator emir sultan pastor
    bishop archbishop cardinal father sister brother rabbi elder economist author expert researcher lawmaker mp msp
    counsel attorney co-founder founder ceo cfo executive manager chairman-designate president-elect permanent lead
    speaker counsellor engineer cleric co-chair cochair state-run regional provincial national federal security intelligence field assistant high envoy-designate
    superintendent inspector reverend rev congressman congresswoman baroness ayatollah sayyid datu commodore warden
    provost dean magistrate prosecutor trustee steward convener organiser organizer captain-general adviser advisor alhaji ustadz mawlawi maulvi mulla
    honourable hon excellency tan sri datuk monsignor mgr haji emerita emeritus retired datuk hajj hajji"""
)
# papers that say something
DOCUMENTS = _words(
    """statement communique communiqué text document letter resolution draft declaration report agreement accord treaty note
    memo"""
)
# and those that somebody hands in, gives out or carries
PAPERS = DOCUMENTS | _words("complaint petition banner message leaflet placard appeal call sign poster order notice")
ROLE_NOUNS = _words(
    """ceo boss secretary-general counterpart colleague successor predecessor opponent strongman warlord president premier minister secretary ambassador envoy spokesman spokeswoman spokesperson chief colonel major
    brigadier captain lieutenant general sheikh mullah imam king queen prince princess senator governor mayor commander
    leader head director chairman chairwoman chairperson chair judge diplomat official negotiator mediator lawyer
    activist analyst journalist reporter representative chancellor councillor commissioner admiral marshal facilitator
    emir elder expert adviser advisor aide delegate officer economist author lawmaker politician deputy undersecretary
    coordinator teacher nurse docker pilot farmer resident witness mother father wife husband doctor professor rapporteur
    man woman undersecretary-general secretary-general superintendent inspector counsellor prosecutor steward
    convener organiser organizer magistrate historian scholar pope patriarch archbishop ayatollah rabbi"""
)
MALE = _words(
    "spokesman chairman man mr king prince father brother son husband sheikh mullah imam sir lord businessman"
)
FEMALE = _words("spokeswoman chairwoman woman mrs ms miss queen princess mother sister daughter wife lady dame")
ORG_WORDS = _words(
    """front army party movement council union ministry centre center group force forces authority agency commission
    committee government parliament congress senate federation association league alliance organisation organization
    bank court office mission coalition brigade brigades militia police guard command company corporation institute
    university foundation fund board department bureau cabinet assembly republic emirate kingdom sultanate junta
    administration delegation side team panel secretariat nations guerrilla rebels television radio news times post"""
)
GROUP_NOUNS = _words(
    """rebels rebel group front movement militants militant insurgents insurgent fighters guerrillas guerrilla separatists
    faction militia party organisation organization coalition alliance union company employer employers government
    authorities army military ministry side delegation team panel bloc kingdom junta regime administration cabinet
    parliament council commission committee mission agency court presidency state republic country office service
    opposition movement's leadership command police force forces observers mediators negotiators officials workers
    teachers nurses dockers pilots farmers gunmen bandits kidnappers captors elders diplomats sources source people
    residents unions members leaders ministers commanders envoys guarantors parties sides delegations governments
    province city association federation board airline operator mob youths villagers pensioners students monks shopkeepers motorists activists campaigners palace headquarters consortium unit units troops soldiers navy battalion brigade infantry fighters jets warplanes forces guards demonstrators protesters strikers aircrew families relatives lawyers traders fishermen consulate embassy ministry bishops clerics
    crowd crowds women men thousands hundreds dozens parents pirates vigilantes migrants refugees gang gangs cartel clan
    clans tribe tribes tribesmen herders campaigners congregation battalions marines conscripts brokers bloggers
    censors hackers survivors mourners nationalists loyalists hardliners moderates peers deputies tenants landlords crews
    aircraft warships gunboats legislature senate bench treasury watchdog regulator utility firm firms bank contractor wing arm branch
    management leadership clergy community communities hierarchy electorate public staff crew personnel workforce
    membership chamber tribunal caucus secretariat executive judiciary presidium politburo diaspora cell column squad
    patrol garrison fleet regiment contingent camp camps entourage clique dynasty royals lobby watchdogs think-tank
    ngo charity charities church mosque synod diocese monastery school hospital university newspaper paper daily weekly
    magazine broadcaster station channel outlet firm bureau chancellery presidency vatican kremlin formation formations grouping groupings outfit entity detachment"""
)
PERSONAL = _words("both each neither he she they it we i you him her them us me who his its their our my")
TALKS = _words(
    """talk talks negotiation negotiations dialogue meeting round summit discussion discussions consultation
    consultations session conference parley parleys sitting plenary bilateral audience encounter ministerial ministerials tete-a-tete tête-à-tête"""
)
PROCESS = TALKS | _words("process effort efforts mechanism track initiative mediation diplomacy contact contacts")
TRUCE = _words("ceasefire cease-fire truce armistice cessation lull")
DEAL = _words(
    "deal agreement accord pact treaty settlement compromise protocol memorandum understanding roadmap framework"
)
LIGHT = _words(
    """make issue give deliver present set voice express raise table submit put send offer repeat renew reiterate have
    get receive provide file lodge extend launch level impose drop withdraw attach add announce convey hand read contain
    bring seek win obtain secure maintain stand remain reaffirm restate press"""
)
RECEIVING = _words("get receive win obtain secure await seek face hear")
PAST_TIMES = _words("previously formerly historically")
WEEKDAYS = _words("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = _words(
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
DAYS_AND_MONTHS = WEEKDAYS | MONTHS
SAY = _words(
    """say tell add note state explain stress insist argue claim report announce declare confirm warn deny admit reply
    respond remark comment write post tweet recall reiterate repeat continue conclude acknowledge allege believe think
    hope fear expect estimate suggest indicate signal reveal disclose maintain contend assert affirm emphasise emphasize
    underline underscore caution complain lament joke vow pledge promise predict concede read observe recount
    testify whisper shout demand urge quip opine reason assure inform remind advise accuse charge propose agree point
    swear describe rule find show hold judge reaffirm proclaim stipulate specify mention interject counter retort
    protest brief relay assess boast elaborate clarify grumble muse intone volunteer decree regret wonder ask answer
    convey relate attest scoff snap plead brag dismiss welcome praise threaten thunder bark fume sigh"""
)
WEAK_SAY = _words(
    "read find show hold point agree rule suggest indicate signal describe charge brief propose assess judge describe "
    "continue dismiss welcome praise relate convey relay reason respond counter"
)
NEEDED = _words("vital essential crucial imperative important critical urgent incumbent necessary")
THINK = _words("believe think hope fear expect estimate doubt wonder feel know see understand suspect consider assume")
