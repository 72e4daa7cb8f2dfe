// The button Check beside a notebook in JupyterLab 4: written by hand, so that nothing needs to be built.
//
// JupyterLab loads this file as it loads every prebuilt extension: as a container with `init`, which gets the modules
// that the application shares, and `get`, which gives the plugin. Whatever the service says is shown as text; no string
// becomes HTML here.
(() => {
  'use strict';

  const NAME = 'check-button';
  const EVERY = 1000; // milliseconds between two questions how a check stands
  let shared;

  const use = async name => (await Object.values(shared[name])[0].get())();

  const element = (tag, text = '', style = {}) => {
    const made = document.createElement(tag);
    made.textContent = text;
    Object.assign(made.style, style);
    return made;
  };

  const points = number => String(Math.round(number * 100) / 100);

  const ordinal = number => {
    const rest = number % 100;
    const last = rest > 10 && rest < 14 ? 0 : number % 10;
    return `${number}${['th', 'st', 'nd', 'rd'][last] || 'th'}`;
  };

  function left(told) {
    if (told.left === undefined) return '';
    return `${told.left} of ${told.per_hour} checks are left within this hour.`;
  }

  /** The page of one notebook's checks: a line that says how it stands, which a screen reader reads out, and the result. */
  function content() {
    const page = element('div', '', { padding: '16px', overflow: 'auto', color: 'var(--jp-ui-font-color1)' });
    page.tabIndex = 0;
    const head = element('h2', 'Check');
    const state = element('p');
    state.setAttribute('role', 'status');
    const result = element('div');
    page.append(head, state, result);

    const say = words => {
      state.textContent = words;
    };
    const show = (told, before) => {
      say(`${before}${told.notebook}: ${points(told.points)} of ${points(told.most)} points. ${left(told)}`);
      const table = element('table', '', { borderCollapse: 'collapse', width: '100%', textAlign: 'left' });
      const row = (kind, ...texts) => {
        const cells = texts.map(text => element(kind, text, { padding: '6px 12px 6px 0', verticalAlign: 'top' }));
        cells.forEach(cell => (cell.style.whiteSpace = 'pre-wrap'));
        const made = element('tr', '', { borderBottom: '1px solid var(--jp-border-color1)' });
        made.append(...cells);
        table.append(made);
        return cells;
      };
      row('th', 'exercise', 'points', 'verdict', 'what the check says').forEach(cell => (cell.scope = 'col'));
      for (const one of told.exercises) {
        const passed = one.verdict === 'passed';
        const said = passed ? '' : [one.message, one.look_next].filter(Boolean).join('\n');
        const [, , verdict] = row('td', one.name, `${points(one.points)} of ${points(one.most)}`, one.verdict, said);
        verdict.style.color = `var(--jp-${passed ? 'success' : 'error'}-color0)`;
      }
      result.replaceChildren(table, element('p', 'No grade is kept, and nothing was handed in. Submit when you are done.'));
    };
    return { page, say, show, clear: () => result.replaceChildren() };
  }

  async function plugin() {
    const [{ ToolbarButton, MainAreaWidget }, { ServerConnection }, { URLExt }, { Widget }] = await Promise.all(
      ['@jupyterlab/apputils', '@jupyterlab/services', '@jupyterlab/coreutils', '@lumino/widgets'].map(use)
    );

    const ask = async (path, body) => {
      const settings = ServerConnection.makeSettings();
      const url = URLExt.join(settings.baseUrl, 'grading-check', path);
      const init = body ? { method: 'POST', body: JSON.stringify(body) } : {};
      const response = await ServerConnection.makeRequest(url, init, settings);
      const told = await response.json();
      if (!response.ok && told.id === undefined) throw new Error(told.message || response.statusText);
      return told;
    };

    const waited = async (check, say) => {
      for (;;) {
        const told = await ask(check.id);
        if (told.state === 'done') return told;
        if (told.state === 'not graded') throw new Error([told.message, left(told)].filter(Boolean).join(' '));
        say(told.state === 'waiting' ? `Waiting: ${ordinal(told.place)} in the line.` : 'Being graded, as it would be when handed in.');
        await new Promise(resolve => setTimeout(resolve, EVERY));
      }
    };

    return {
      id: `${NAME}:plugin`,
      autoStart: true,
      activate: app => {
        const shown = new Map(); // the widget that shows a notebook's result, by the notebook's panel

        const check = async (panel, context) => {
          let widget = shown.get(panel);
          if (!widget || widget.isDisposed) {
            const made = content();
            widget = new MainAreaWidget({ content: new Widget({ node: made.page }) });
            widget.title.label = 'Check';
            widget.title.closable = true;
            widget.made = made;
            widget.id = `${NAME}-${panel.id}`;
            shown.set(panel, widget);
            panel.disposed.connect(() => shown.delete(panel));
            app.shell.add(widget, 'main', { ref: panel.id, mode: 'split-right', activate: false });
          }
          const { say, show, clear } = widget.made;
          try {
            say('Saving.');
            clear();
            await context.save();
            say('Sending.');
            const begun = await ask('', { path: context.localPath });
            show(await waited(begun, say), begun.message ? `${begun.message} ` : '');
          } catch (error) {
            say(error.message);
          }
        };

        app.docRegistry.addWidgetExtension('Notebook', {
          createNew: (panel, context) => {
            let busy = false;
            const button = new ToolbarButton({
              label: 'Check',
              tooltip: 'Grade this notebook against the hidden tests, as your instructor would',
              onClick: async () => {
                if (busy) return;
                busy = true;
                await check(panel, context).finally(() => (busy = false));
              }
            });
            panel.toolbar.insertItem(10, 'check', button);
            return button;
          }
        });
      }
    };
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB[NAME] = {
    init: scope => {
      shared = scope;
    },
    get: async () => {
      const made = await plugin();
      return () => ({ __esModule: true, default: made });
    }
  };
})();
