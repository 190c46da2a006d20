#!/usr/bin/env python3
"""Make src/onrecord/data/states.tsv from the package countryinfo (MIT) and the corrections below.

  pip install countryinfo==1.0.1 && python tools/make_states.py

Columns: name, adjectives and demonyms, capital and other seats of government, other names; several separated by "|".
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src/onrecord/data/states.tsv"

# what the package lacks or has otherwise than reporters write it
RENAME = {
    "Republic of the Congo": "Republic of Congo",
    "United States": "United States",
    "Russian Federation": "Russia",
    "Republic of Macedonia": "North Macedonia",
    "Swaziland": "Eswatini",
    "Czech Republic": "Czechia",
    "Côte d'Ivoire": "Ivory Coast",
}
ADJECTIVES = {
    "Afghanistan": "Afghan|Afghans",
    "Turkey": "Turkish|Turk|Turks",
    "United Kingdom": "British|Briton|Britons|UK",
    "United States": "American|Americans|US|U.S.",
    "France": "French",
    "Spain": "Spanish|Spaniard",
    "Netherlands": "Dutch",
    "Denmark": "Danish|Dane",
    "Sweden": "Swedish|Swede",
    "Finland": "Finnish|Finn",
    "Poland": "Polish|Pole",
    "Ireland": "Irish",
    "Switzerland": "Swiss",
    "Philippines": "Philippine|Filipino|Filipinos",
    "Greece": "Greek",
    "Iraq": "Iraqi",
    "Israel": "Israeli",
    "Kuwait": "Kuwaiti",
    "Oman": "Omani",
    "Pakistan": "Pakistani",
    "Qatar": "Qatari",
    "Saudi Arabia": "Saudi|Saudi Arabian",
    "United Arab Emirates": "Emirati",
    "Yemen": "Yemeni",
    "Bahrain": "Bahraini",
    "Bangladesh": "Bangladeshi",
    "Thailand": "Thai",
    "Myanmar": "Burmese|Myanmar",
    "Vietnam": "Vietnamese",
    "Iceland": "Icelandic",
    "Serbia": "Serbian|Serb",
    "Croatia": "Croatian|Croat",
    "Slovakia": "Slovak",
    "Slovenia": "Slovene|Slovenian",
    "Czechia": "Czech",
    "Hungary": "Hungarian",
    "Bosnia and Herzegovina": "Bosnian",
    "Kazakhstan": "Kazakh",
    "Kyrgyzstan": "Kyrgyz",
    "Tajikistan": "Tajik",
    "Turkmenistan": "Turkmen",
    "Uzbekistan": "Uzbek",
    "Azerbaijan": "Azerbaijani|Azeri",
    "Kosovo": "Kosovar|Kosovan",
    "South Sudan": "South Sudanese",
    "North Korea": "North Korean",
    "South Korea": "South Korean",
    "Palestine": "Palestinian",
    "Taiwan": "Taiwanese",
    "Democratic Republic of the Congo": "Congolese",
    "Western Sahara": "Sahrawi",
    "European Union": "",
    "New Zealand": "New Zealand",
    "Somaliland": "Somaliland",
    "Norway": "Norwegian",
    "Portugal": "Portuguese",
    "Cyprus": "Cypriot",
    "Burkina Faso": "Burkinabe|Burkinabè",
    "Niger": "Nigerien",
    "Nigeria": "Nigerian",
    "Lesotho": "Basotho",
    "Madagascar": "Malagasy",
    "Belgium": "Belgian",
    "Luxembourg": "Luxembourg",
    "Monaco": "Monegasque",
    "Malta": "Maltese",
    "Vatican City": "Vatican",
    "Laos": "Lao|Laotian",
}
SEATS = {
    "Israel": "Jerusalem|Tel Aviv",
    "United States": "Washington|White House",
    "Russia": "Moscow|Kremlin",
    "Netherlands": "The Hague|Amsterdam",
    "Myanmar": "Naypyidaw|Naypyitaw",
    "Bolivia": "La Paz|Sucre",
    "South Africa": "Pretoria",
    "Tanzania": "Dodoma",
    "Ukraine": "Kyiv|Kiev",
    "India": "New Delhi|Delhi",
    "Nigeria": "Abuja",
    "Kazakhstan": "Astana",
    "Georgia": "Tbilisi",
    "Palestine": "Ramallah",
    "Taiwan": "Taipei",
    "South Sudan": "Juba",
    "Kosovo": "Pristina",
    "China": "Beijing",
    "Sri Lanka": "Colombo",
    "Yemen": "Sanaa|Sana'a",
    "United Kingdom": "London|Downing Street|Whitehall",
    "Belgium": "",
    "Switzerland": "Bern",
    "Somaliland": "Hargeisa",
    "Ivory Coast": "Abidjan|Yamoussoukro",
    "Benin": "Porto-Novo",
    "Moldova": "Chisinau",
    "Mexico": "Mexico City",
    "Kuwait": "",
    "Singapore": "",
    "Panama": "",
    "Guatemala": "",
    "Djibouti": "",
    "Luxembourg": "",
    "Monaco": "",
    "San Marino": "",
    "Vatican City": "Holy See",
}
OTHERS = {
    "Turkey": "Türkiye|Turkiye",
    "Czechia": "Czech Republic",
    "Myanmar": "Burma",
    "Eswatini": "Swaziland",
    "Ivory Coast": "Côte d'Ivoire|Cote d'Ivoire",
    "Democratic Republic of the Congo": "DRC|DR Congo|Congo|Democratic Republic of Congo",
    "United States": "US|U.S.|USA|U.S.A.|United States of America|America",
    "United Kingdom": "UK|U.K.|Britain|Great Britain",
    "United Arab Emirates": "UAE|U.A.E.|Emirates",
    "North Korea": "DPRK",
    "South Korea": "Republic of Korea|ROK",
    "Palestine": "Palestinian Authority|State of Palestine",
    "China": "PRC",
    "Russia": "Russian Federation",
    "Afghanistan": "Islamic Emirate of Afghanistan|Islamic Emirate",
    "Iran": "Islamic Republic of Iran",
    "Saudi Arabia": "KSA",
    "Vatican City": "Vatican",
    "North Macedonia": "Macedonia",
    "Timor-Leste": "East Timor",
}
# dependencies and doubles that only confuse adjectives
LEFT_OUT = {
    "Northern Mariana Islands",
    "Palestine, State of",
    "Holy See (Vatican City State)",
    "Antilles néerlandaises",
    "Guam",
    "American Samoa",
    "Puerto Rico",
    "Virgin Islands, U.S.",
    "Virgin Islands, British",
    "Macau",
    "Antarctica",
    "Bouvet Island",
    "Heard Island and McDonald Islands",
    "United States Minor Outlying Islands",
    "Bonaire, Sint Eustatius and Saba",
}
MORE = ["Palestine", "Kosovo", "Taiwan", "South Sudan", "Somaliland", "Western Sahara", "North Korea", "South Korea"]


def rows() -> dict[str, tuple[str, str, str]]:
    """Adjectives, seats and other names for each state."""
    found: dict[str, tuple[str, str, str]] = {}
    for file in sorted(files("countryinfo").joinpath("data").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".json"):
            continue
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
        except json.JSONDecodeError:
            continue
        name = RENAME.get(data["name"], data["name"])
        adjectives = ADJECTIVES.get(name, data.get("demonym") or "")
        seat = SEATS.get(name, data.get("capital") or "")
        if name in LEFT_OUT:
            continue
        found[name] = (adjectives, seat if isinstance(seat, str) else "|".join(seat), OTHERS.get(name, ""))
    for name in MORE:
        found.setdefault(name, (ADJECTIVES.get(name, ""), SEATS.get(name, ""), OTHERS.get(name, "")))
    return found


if __name__ == "__main__":
    lines = ["name\tadjectives\tseats\tother names"]
    lines += ["\t".join((name, *row)) for name, row in sorted(rows().items())]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines) - 1} states in {TARGET.name}")
