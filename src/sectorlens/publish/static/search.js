/* sectorlens: search over the entries of this report, in the browser alone. */
(function () {
  "use strict";
  document.addEventListener("DOMContentLoaded", function () {
    var entries = window.sectorlensEntries || [];
    var input = document.getElementById("query");
    var list = document.getElementById("results");
    var status = document.getElementById("search-status");
    var before = status.textContent;
    var index = null, timer = 0;

    function prepare() {
      if (index) { return; }
      index = new window.MiniSearch({
        fields: ["title", "text", "source"],
        idField: "id",
        searchOptions: { boost: { title: 3 }, prefix: true, combineWith: "AND", fuzzy: function (term) { return term.length > 5 ? 0.15 : 0; } }
      });
      index.addAll(entries.map(function (entry, n) {
        return { id: n, title: entry.title, text: entry.text, source: entry.source };
      }));
    }

    function excerpt(text, terms) {
      var lower = text.toLowerCase(), at = -1;
      terms.forEach(function (term) {
        var found = lower.indexOf(term);
        if (found >= 0 && (at < 0 || found < at)) { at = found; }
      });
      if (at < 0) { return text.slice(0, 220); }
      var start = Math.max(0, at - 90), end = Math.min(text.length, at + 180);
      return (start > 0 ? "… " : "") + text.slice(start, end) + (end < text.length ? " …" : "");
    }

    function show() {
      var query = input.value.trim();
      list.textContent = "";
      if (!query) { status.textContent = before; return; }
      prepare();
      var hits = index.search(query);
      status.textContent = hits.length.toLocaleString("en-GB") + (hits.length === 1 ? " result" : " results")
        + (hits.length > 50 ? ", the best 50 shown" : "")
        + (hits.length ? "" : ". We found none in these publications; that does not mean there is none.");
      hits.slice(0, 50).forEach(function (hit) {
        var entry = entries[hit.id];
        var item = document.createElement("li");
        var kind = document.createElement("span");
        kind.className = "tag";
        kind.textContent = entry.kind;
        var link = document.createElement("a");
        link.href = entry.href;
        var title = document.createElement("bdi");
        title.textContent = entry.title;
        link.appendChild(title);
        item.appendChild(kind);
        item.appendChild(document.createTextNode(" "));
        item.appendChild(link);
        [excerpt(entry.text, hit.terms), entry.source].forEach(function (text) {
          if (!text || text === entry.title) { return; }
          var line = document.createElement("bdi");
          line.className = "soft small";
          line.textContent = text;
          item.appendChild(document.createElement("br"));
          item.appendChild(line);
        });
        list.appendChild(item);
      });
    }

    input.addEventListener("input", function () { window.clearTimeout(timer); timer = window.setTimeout(show, 150); });
    var asked = new URLSearchParams(window.location.hash.slice(1)).get("q");
    if (asked) { input.value = asked; show(); }
  });
})();
