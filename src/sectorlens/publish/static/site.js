/* sectorlens: sortable and filterable tables, highlighted citations. Everything is readable without it. */
(function () {
  "use strict";

  function make(tag, attributes, text) {
    var element = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { element.setAttribute(name, attributes[name]); });
    if (text !== undefined) { element.textContent = text; }
    return element;
  }

  function valueOf(cell) {
    return cell ? (cell.getAttribute("data-value") || cell.textContent.trim()) : "";
  }

  function makeSortable(table) {
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    heads.forEach(function (head, column) {
      if (head.hasAttribute("data-fixed")) { return; }
      var button = make("button", { type: "button" }, head.textContent.trim());
      head.textContent = "";
      head.appendChild(button);
      button.addEventListener("click", function () {
        var up = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        var body = table.tBodies[0];
        var numeric = head.classList.contains("number");
        var rows = Array.prototype.slice.call(body.rows).map(function (row, n) {
          return { row: row, n: n, value: valueOf(row.cells[column]) };
        });
        rows.sort(function (a, b) {
          // Undated and empty cells stay last, whichever way the rest is sorted.
          var emptyA = a.value === "" || a.value === "undated", emptyB = b.value === "" || b.value === "undated";
          if (emptyA !== emptyB) { return emptyA ? 1 : -1; }
          var order = numeric ? parseFloat(a.value.replace(/,/g, "")) - parseFloat(b.value.replace(/,/g, ""))
            : a.value.localeCompare(b.value, "en-GB", { numeric: true });
          return (up ? order : -order) || a.n - b.n;
        });
        rows.forEach(function (item) { body.appendChild(item.row); });
      });
    });
  }

  function makeFilters(table) {
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    var box = make("div", { "class": "filters", role: "search", "aria-label": "Filter the table" });
    var selects = [];
    heads.forEach(function (head, column) {
      var key = head.getAttribute("data-filter");
      if (!key) { return; }
      var values = {};
      rows.forEach(function (row) {
        var value = row.cells[column].getAttribute("data-filter-value") || valueOf(row.cells[column]);
        if (value) { values[value] = (values[value] || 0) + 1; }
      });
      var id = table.id + "-" + key;
      var select = make("select", { id: id });
      select.appendChild(make("option", { value: "" }, "all"));
      Object.keys(values).sort(function (a, b) { return a.localeCompare(b, "en-GB", { numeric: true }); })
        .forEach(function (value) { select.appendChild(make("option", { value: value }, value + " (" + values[value] + ")")); });
      var holder = make("div");
      holder.appendChild(make("label", { "for": id }, head.textContent.trim()));
      holder.appendChild(select);
      box.appendChild(holder);
      selects.push({ key: key, column: column, select: select });
    });
    var words = make("input", { type: "search", id: table.id + "-words", autocomplete: "off" });
    var holder = make("div");
    holder.appendChild(make("label", { "for": words.id }, "Words"));
    holder.appendChild(words);
    box.insertBefore(holder, box.firstChild);
    var clear = make("button", { type: "button" }, "Show all");
    box.appendChild(clear);
    var shown = make("p", { "class": "shown", role: "status" });
    box.appendChild(shown);

    function apply() {
      var wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean), count = 0;
      rows.forEach(function (row) {
        var text = row.textContent.toLowerCase();
        var fits = wanted.every(function (word) { return text.indexOf(word) >= 0; }) && selects.every(function (item) {
          var cell = row.cells[item.column];
          return !item.select.value || (cell.getAttribute("data-filter-value") || valueOf(cell)) === item.select.value;
        });
        row.hidden = !fits;
        if (fits) { count += 1; }
      });
      shown.textContent = "Showing " + count.toLocaleString("en-GB") + " of " + rows.length.toLocaleString("en-GB");
    }

    function fromAddress() {
      var hash = window.location.hash.slice(1);
      if (hash.indexOf("=") < 0) { return; }
      var asked = new URLSearchParams(hash);
      selects.forEach(function (item) {
        if (!asked.has(item.key)) { item.select.value = ""; return; }
        var value = asked.get(item.key).toLowerCase();
        Array.prototype.forEach.call(item.select.options, function (option) {
          if (option.value.toLowerCase() === value) { item.select.value = option.value; }
        });
      });
      words.value = asked.get("words") || "";
      apply();
      box.scrollIntoView();
    }

    box.addEventListener("input", apply);
    box.addEventListener("change", apply);
    clear.addEventListener("click", function () {
      words.value = "";
      selects.forEach(function (item) { item.select.value = ""; });
      apply();
      words.focus();
    });
    table.parentNode.parentNode.insertBefore(box, table.parentNode);
    window.addEventListener("hashchange", fromAddress);
    apply();
    fromAddress();
  }

  function pickNeighbours(figure) {
    var dots = Array.prototype.slice.call(figure.querySelectorAll("a[data-n]"));
    var lines = Array.prototype.slice.call(figure.querySelectorAll("line"));
    function clear() {
      figure.classList.remove("picked");
      dots.concat(lines).forEach(function (item) { item.classList.remove("near"); });
    }
    function pick(dot) {
      var id = dot.getAttribute("data-n"), near = {};
      clear();
      near[id] = true;
      lines.forEach(function (line) {
        var a = line.getAttribute("data-a"), b = line.getAttribute("data-b");
        if (a === id || b === id) { near[a] = near[b] = true; line.classList.add("near"); }
      });
      dots.forEach(function (other) { if (near[other.getAttribute("data-n")]) { other.classList.add("near"); } });
      figure.classList.add("picked");
    }
    dots.forEach(function (dot) {
      dot.addEventListener("mouseenter", function () { pick(dot); });
      dot.addEventListener("focus", function () { pick(dot); });
      dot.addEventListener("mouseleave", clear);
      dot.addEventListener("blur", clear);
    });
  }

  function openTarget() {
    // A place inside a closed part of the page is opened before the reader is taken there.
    var id = decodeURIComponent(window.location.hash.slice(1));
    var target = /^[\w-]+$/.test(id) && document.getElementById(id);
    var part = target && target.closest("details");
    if (part && !part.open) { part.open = true; target.scrollIntoView(); }
  }

  function showCited() {
    Array.prototype.forEach.call(document.querySelectorAll("mark.cited"), function (mark) { mark.classList.remove("cited"); });
    var id = decodeURIComponent(window.location.hash.slice(1));
    if (!/^[\w-]+$/.test(id)) { return; }
    Array.prototype.forEach.call(document.querySelectorAll('mark[data-of~="' + id + '"]'), function (mark) {
      mark.classList.add("cited");
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    Array.prototype.forEach.call(document.querySelectorAll("table[data-filters]"), makeFilters);
    Array.prototype.forEach.call(document.querySelectorAll("table[data-sortable]"), makeSortable);
    Array.prototype.forEach.call(document.querySelectorAll("figure.network"), pickNeighbours);
    showCited();
    openTarget();
    window.addEventListener("hashchange", openTarget);
    window.addEventListener("hashchange", showCited);
  });
})();
