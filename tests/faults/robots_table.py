"""What robots.txt files mean for us: rules, the path asked for, and whether it may be fetched (RFC 9309).

Each row was decided from the standard; where that is silent (crawlers long heeded wildcards in agent names,
misspelt keys and keys without a colon) from what the parser in use, and before it the large crawlers, do.
"""

from __future__ import annotations

US = "User-agent: sectorlens\n"
ALL = "User-agent: *\n"

DECISIONS: list[tuple[str, str, bool]] = [
    # Nothing said, nothing forbidden.
    ("", "/a", True),
    ("# only a remark\n", "/a", True),
    (ALL + "Disallow:\n", "/a", True),
    (ALL + "Disallow:   \n", "/a", True),
    (ALL + "Allow:\nDisallow:\n", "/a", True),
    ("Disallow: /\n", "/a", True),  # a rule of no group
    (ALL + "Noindex: /\n", "/a", True),
    # Prefixes.
    (ALL + "Disallow: /\n", "/", False),
    (ALL + "Disallow: /\n", "/a/b.pdf?x=1", False),
    (ALL + "Disallow: /drafts\n", "/drafts/2024/", False),
    (ALL + "Disallow: /drafts\n", "/draftsman", False),
    (ALL + "Disallow: /drafts/\n", "/drafts", True),
    (ALL + "Disallow: /drafts\n", "/Drafts/", True),
    (ALL + "Disallow: /drafts\n", "/news/drafts/", True),
    (ALL + "Disallow: drafts\n", "/drafts/", True),  # a path begins with a slash
    # The longest rule decides; of two alike, leave.
    (ALL + "Disallow: /\nAllow: /reports\n", "/reports/one", True),
    (ALL + "Allow: /reports\nDisallow: /\n", "/blog/", False),
    (ALL + "Allow: /reports\nDisallow: /reports/drafts\n", "/reports/drafts/1", False),
    (ALL + "Disallow: /reports/drafts\nAllow: /reports\n", "/reports/one", True),
    (ALL + "Disallow: /reports\nAllow: /reports\n", "/reports/", True),
    (ALL + "Allow: /reports\nDisallow: /reports\n", "/reports/", True),
    (ALL + "Disallow: /reports\nAllow: /reports/\n", "/reports", False),
    (ALL + "Allow: /paper\nDisallow: /*.html\n", "/paper.html", False),
    (ALL + "Allow: /paper.h\nDisallow: /*.html\n", "/papers.html", False),
    (ALL + "Allow: /paper-\nDisallow: /*.pdf\n", "/paper-1.pdf", True),
    # Wildcards.
    (ALL + "Disallow: /*.pdf\n", "/files/a.pdf?download=1", False),
    (ALL + "Disallow: /*.pdf$\n", "/files/a.pdf?download=1", True),
    (ALL + "Disallow: /*.pdf$\n", "/files/a.pdf", False),
    (ALL + "Disallow: /*/print\n", "/blog/post/print", False),
    (ALL + "Disallow: /*/print\n", "/print", True),
    (ALL + "Disallow: /a*c\n", "/ac", False),
    (ALL + "Disallow: /a*c\n", "/abbb/bc/d", False),
    (ALL + "Disallow: /a*c\n", "/abbb", True),
    (ALL + "Disallow: /a***c\n", "/a/c", False),
    (ALL + "Disallow: /a*c*e$\n", "/abcde", False),
    (ALL + "Disallow: /a*c*e$\n", "/abcdef", True),
    (ALL + "Disallow: *\n", "/a", False),
    (ALL + "Disallow: *draft\n", "/a/draft/", False),
    (ALL + "Disallow: /a*\n", "/a", False),
    # Dollar: the end, and only at the end.
    (ALL + "Disallow: /\nAllow: /$\n", "/", True),
    (ALL + "Disallow: /\nAllow: /$\n", "/a", False),
    (ALL + "Disallow: /list$\n", "/list/", True),
    (ALL + "Disallow: /li$t\n", "/li$t/a", False),
    (ALL + "Disallow: /li%24\n", "/li$", False),
    (ALL + "Disallow: /li%24\n", "/li", True),
    (ALL + "Disallow: /a%2Ab\n", "/axb", True),
    # Queries.
    (ALL + "Disallow: /*?\n", "/search/?q=a", False),
    (ALL + "Disallow: /*?\n", "/search/", True),
    (ALL + "Disallow: /search?q=\n", "/search?q=housing", False),
    (ALL + "Disallow: /search?q=\n", "/search?p=1", True),
    (ALL + "Disallow: /*sort=\n", "/list?page=2&sort=new", False),
    # Percent-encoding says the same in any spelling; %2F is no slash.
    (ALL + "Disallow: /caf%C3%A9\n", "/caf%C3%A9/", False),
    (ALL + "Disallow: /caf\u00e9\n", "/caf%C3%A9/", False),
    (ALL + "Disallow: /caf%c3%a9\n", "/caf%C3%A9/", False),
    (ALL + "Disallow: /%7Eann/\n", "/~ann/", False),
    (ALL + "Disallow: /~ann/\n", "/%7Eann/", False),
    (ALL + "Disallow: /a%2Fb\n", "/a/b", True),
    (ALL + "Disallow: /a%2Fb\n", "/a%2Fb", False),
    (ALL + "Disallow: /%62log\n", "/blog/", False),
    # Groups: ours before everybody's, whatever the order; several names share rules; same names add up.
    (ALL + "Disallow: /\n" + US + "Disallow:\n", "/a", True),
    (US + "Disallow: /private\n" + ALL + "Disallow: /\n", "/a", True),
    (US + "Disallow: /private\n" + ALL + "Disallow: /\n", "/private/", False),
    ("User-agent: other\nDisallow: /\n", "/a", True),
    ("User-agent: other\nUser-agent: sectorlens\nDisallow: /a\n", "/a", False),
    ("User-agent: sectorlens\n\n# both\nUser-agent: other\n\nDisallow: /a\n", "/a", False),
    (US + "Disallow: /a\n" + ALL + "Disallow: /b\n" + US + "Disallow: /c\n", "/c", False),
    (US + "Disallow: /a\n" + ALL + "Disallow: /b\n" + US + "Disallow: /c\n", "/a", False),
    (US + "Disallow: /a\n" + ALL + "Disallow: /b\n" + US + "Disallow: /c\n", "/b", True),
    (US + "Crawl-delay: 4\n" + ALL + "Disallow: /\n", "/a", True),
    ("User-agent: lens\nDisallow: /\n", "/a", True),  # part of a name is another name
    ("User-agent: sectorlensbot\nDisallow: /\n", "/a", True),
    ("User-agent: SectorLens\nDisallow: /\n", "/a", False),
    ("User-agent: sectorlens*\nDisallow: /\n", "/a", False),
    (ALL + "Sitemap: https://example.org/s.xml\nDisallow: /a\n", "/a", False),
    ("Sitemap: https://example.org/s.xml\n" + ALL + "Disallow: /a\n", "/a", False),
    # Spelling and spacing as they are found.
    ("user-AGENT: *\ndisALLOW: /a\n", "/a", False),
    ("  User-agent :  *  \n\t Disallow :\t/a  \n", "/a", False),
    ("User-agent: * # all\nDisallow: /a # not this\n", "/a", False),
    ("User-agent: *\rDisallow: /a\r", "/a", False),
    ("User-agent: *\r\nDisallow: /a", "/a", False),
    ("\ufeffUser-agent: *\nDisallow: /a\n", "/a", False),
    ("User agent: *\nDisallow: /a\n", "/a", False),
    ("User-agent *\nDisallow /a\n", "/a", False),
    (ALL + "Dissallow: /a\n", "/a", False),
    (ALL + "Disallow: https://example.org/a\n", "/a", True),
    ("<!-- rules -->\n" + ALL + "Disallow: /a\n", "/a", False),
    ("<!doctype html><title>Disallow: /</title><p>Not found</p>", "/a", True),
]

DELAYS: list[tuple[str, float]] = [
    ("", 0.0),
    (ALL + "Crawl-delay: 7\n", 7.0),
    (ALL + "Crawl-delay: 2.5\n", 2.5),
    (ALL + "Crawl-delay: soon\n", 0.0),
    (ALL + "Crawl-delay: -3\n", 0.0),
    (ALL + "Crawl-delay: nan\n", 0.0),
    (ALL + "Crawl-delay: 86400\n", 60.0),
    (ALL + "Crawl-delay: 7\n" + US + "Disallow: /a\n", 0.0),
    (US + "Crawl-delay: 5\n" + ALL + "Crawl-delay: 9\n", 5.0),
    (ALL + "Request-rate: 1/15s\n", 15.0),
    (ALL + "Request-rate: 6/1m\n", 10.0),
    (ALL + "Request-rate: 1/8 0600-0845\n", 8.0),
    (ALL + "Request-rate: 1/5\nCrawl-delay: 12\n", 12.0),
    (ALL + "Request-rate: 0/5\n", 0.0),
    (ALL + "Request-rate: often\n", 0.0),
]
