// The countdown below what residents write; plain old script for old tablets, and every page works without this file.
(function () {
  "use strict";
  var segmenter = window.Intl && Intl.Segmenter ? new Intl.Segmenter("en", { granularity: "grapheme" }) : null;

  // Characters as people see them, as the server counts them; browsers that can't tell them count a little more.
  function count(text) {
    var plain = text.normalize ? text.normalize("NFC") : text;
    var found = 0;
    if (segmenter) {
      var each = segmenter.segment(plain)[Symbol.iterator]();
      while (!each.next().done) found += 1;
      return found;
    }
    for (var at = 0; at < plain.length; at += 1) {
      var unit = plain.charCodeAt(at);
      if (unit < 0xdc00 || unit > 0xdfff) found += 1;
    }
    return found;
  }

  function characters(number) { return number + (number === 1 ? " character" : " characters"); }

  function begin(place) {
    var box = document.getElementById(place.getAttribute("data-counts"));
    var limit = Number(place.getAttribute("data-limit"));
    var told = place.nextElementSibling;
    var mark = "";
    function show() {
      var left = limit - count(box.value);
      var words = left < 0 ? characters(-left) + " too many. Nothing is cut off; make it shorter." : characters(left) + " left";
      place.textContent = words;
      place.className = left < 0 ? "counted refused" : left <= 20 ? "counted waiting" : "counted";
      // Read aloud only where it matters, and not at every key.
      var now = left < 0 ? "over" : left <= 20 ? "few" : "";
      if (now !== mark) { mark = now; told.textContent = now ? words : ""; }
    }
    place.hidden = false;
    box.addEventListener("input", show);
    show();
  }

  var places = document.querySelectorAll("[data-counts]");
  for (var one = 0; one < places.length; one += 1) begin(places[one]);
})();
