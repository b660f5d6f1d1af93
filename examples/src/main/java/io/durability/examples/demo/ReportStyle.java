package io.durability.examples.demo;

/** The style sheet of the report. */
final class ReportStyle {

  static final String CSS =
      """
      :root {
        color-scheme: light dark;
        --page: #f6f7f9; --card: #ffffff; --ink: #171b21; --soft: #5b6572; --rule: #e3e6ea;
        --acked: #2f6fdd; --surplus: #9cc0f7; --publish: #f0a02a; --idle: #c3c9d1;
        --check: #dfe3e8; --lost: #d4322c; --good: #14804a; --goodback: #e5f5ec;
        --badback: #fdeceb; --kept: #a9c8f7; --deleted: #d9dde3; --segments: #2b8f86;
      }
      @media (prefers-color-scheme: dark) {
        :root {
          --page: #111418; --card: #191d23; --ink: #e8ebef; --soft: #98a2ae; --rule: #2b313a;
          --acked: #5b97f5; --surplus: #2d5596; --publish: #f2b04e; --idle: #4b5460;
          --check: #343b45; --lost: #ff6a62; --good: #52c98f; --goodback: #16291f;
          --badback: #341b1b; --kept: #2d5596; --deleted: #373e48; --segments: #3fb3a8;
        }
      }
      * { box-sizing: border-box; }
      body {
        margin: 0; background: var(--page); color: var(--ink);
        font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
      }
      main { max-width: 1120px; margin: 0 auto; padding: 32px 20px 48px; }
      section, header, footer {
        background: var(--card); border: 1px solid var(--rule); border-radius: 12px;
        padding: 20px 24px; margin: 0 0 16px;
      }
      header { padding: 28px 24px; }
      header.good { background: var(--goodback); border-color: transparent; }
      header.bad { background: var(--badback); border-color: transparent; }
      .label { margin: 0; color: var(--soft); letter-spacing: .04em; }
      h1 { margin: 4px 0 8px; font-size: 34px; line-height: 1.2; font-weight: 650; }
      .good .badge { color: var(--good); }
      .bad .badge { color: var(--lost); }
      .lead { margin: 0; max-width: 46em; }
      h2 { margin: 0 0 8px; font-size: 17px; font-weight: 620; }
      .tiles {
        display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 1px;
        background: var(--rule); padding: 0; overflow: hidden;
      }
      .tile { background: var(--card); padding: 14px 18px; }
      .tile p { margin: 0; }
      .tile .name { color: var(--soft); font-size: 13px; }
      .tile { display: flex; flex-direction: column; justify-content: flex-end; }
      .tile .value { font-size: 24px; font-weight: 620; font-variant-numeric: tabular-nums; }
      .tile .unit { font-size: 13px; color: var(--soft); }
      .legend { margin: 0 0 10px; color: var(--soft); font-size: 13px; }
      .legend span { display: inline-block; margin-right: 18px; }
      .key {
        display: inline-block; width: 11px; height: 11px; border-radius: 3px; margin-right: 6px;
        vertical-align: -1px;
      }
      .key.cross { width: auto; height: auto; vertical-align: 0; font-style: normal; }
      .key.cross::before { content: "×"; color: var(--ink); font-weight: 700; }
      .drawing { overflow-x: auto; }
      svg { display: block; width: 100%; min-width: 640px; height: auto; }
      rect { stroke: none; }
      .acked { fill: var(--acked); background: var(--acked); }
      .surplus { fill: var(--surplus); background: var(--surplus); }
      .publish { fill: var(--publish); background: var(--publish); }
      .idle { fill: var(--idle); background: var(--idle); }
      .check { fill: var(--check); background: var(--check); }
      .lost { fill: var(--lost); background: var(--lost); }
      .kept { fill: var(--kept); background: var(--kept); }
      .deleted { fill: var(--deleted); background: var(--deleted); }
      .segments { fill: var(--segments); background: var(--segments); }
      g:hover > rect { opacity: .8; }
      .grid { stroke: var(--rule); stroke-width: 1; }
      .mark { fill: var(--soft); font-size: 11px; font-variant-numeric: tabular-nums; }
      .kill { stroke: var(--ink); stroke-width: 1.8; stroke-linecap: round; fill: none; }
      .kill.lost-line { stroke: var(--lost); stroke-width: 2.6; }
      .scroll { overflow-x: auto; }
      table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
      th {
        text-align: right; font-weight: 500; font-size: 13px; color: var(--soft);
        border-bottom: 1px solid var(--rule); padding: 6px 10px; vertical-align: bottom;
      }
      td { text-align: right; padding: 4px 10px; border-bottom: 1px solid var(--rule);
        white-space: nowrap; }
      tbody tr:last-child td { border-bottom: 0; }
      td.ok { color: var(--good); }
      td.failed { color: var(--lost); font-weight: 600; }
      .losses li.example { color: var(--soft); list-style: none; }
      .losses { border-color: var(--lost); overflow-wrap: anywhere; }
      ul { margin: 0; padding-left: 1.2em; }
      li { margin: 3px 0; }
      pre {
        margin: 0 0 8px; padding: 12px 14px; background: var(--page); border-radius: 8px;
        overflow-x: auto; font: 14px/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, monospace;
      }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 18px; margin: 12px 0 0; }
      dt { color: var(--soft); }
      dd { margin: 0; overflow-wrap: anywhere; }
      footer p { margin: 0; color: var(--soft); }
      """;

  private ReportStyle() {}
}
