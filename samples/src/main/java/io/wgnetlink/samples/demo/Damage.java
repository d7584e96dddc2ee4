package io.wgnetlink.samples.demo;

/** What is lost between client and hub B, without a word to either. */
enum Damage {
  BOTH("THE DIRECT PATH between client and hub B IS CUT, silently"),
  OUT("WHAT THE CLIENT SENDS to hub B IS LOST, silently; the other direction works"),
  IN("WHAT HUB B SENDS to the client IS LOST, silently; the other direction works");

  private final String words;

  Damage(String words) {
    this.words = words;
  }

  /** Returns what a timeline says of it. */
  String words() {
    return words;
  }
}
