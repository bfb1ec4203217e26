// What the page does by itself: passes our buttons to the server, copies, selects, opens the drawer, takes dropped files.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);

  const units = (root, node, offset) => {
    const range = document.createRange();
    range.selectNodeContents(root);
    range.setEnd(node, offset);
    return range.toString().length; // UTF-16 units; the server counts code points
  };
  const selected = () => {
    const source = $('#source .source'), chosen = getSelection();
    if (!source || !chosen.rangeCount || chosen.isCollapsed) return {};
    const range = chosen.getRangeAt(0);
    if (!source.contains(range.startContainer) || !source.contains(range.endContainer)) return {};
    return { start: units(source, range.startContainer, range.startOffset), end: units(source, range.endContainer, range.endOffset) };
  };
  let lastSelection = {};
  document.addEventListener('selectionchange', () => { const now = selected(); if ('start' in now) lastSelection = now; });

  const labels = new WeakMap(), timers = new WeakMap(); // by button; Gradio takes away what it did not write there
  const copy = async (text, button) => {
    try { await navigator.clipboard.writeText(text); } catch {
      const area = Object.assign(document.createElement('textarea'), { value: text });
      document.body.append(area); area.select(); document.execCommand('copy'); area.remove();
    }
    const { copied } = button.closest('[data-copied]').dataset;
    if (button.textContent !== copied) labels.set(button, button.textContent); // not clicked again meanwhile
    button.textContent = copied;
    say([button]);
    clearTimeout(timers.get(button));
    timers.set(button, setTimeout(() => { if (button.textContent === copied) button.textContent = labels.get(button); }, 1500));
  };
  const field = () => $('#question textarea');
  const fill = text => {
    field().value = text;
    field().dispatchEvent(new Event('input', { bubbles: true }));
  };
  let entered; // text submitted with Enter and not yet sent: Gradio reads the field a moment later
  document.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.isComposing || !event.target.matches('#question *')) return;
    if (event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return; // Gradio does not submit then
    entered = event.target.value;
    fill('');
  }, true);
  const ask = question => {
    entered = undefined;
    fill(question);
    setTimeout(() => $('#send').click(), 50);
  };
  // An edit ends with an empty field, but not when the question is sent.
  const edited = () => $('#chat [data-act=edit][aria-pressed=true]');
  document.addEventListener('input', event => {
    if (entered === undefined && event.target === field() && !field().value && edited())
      document.dispatchEvent(new CustomEvent('extrait', { detail: { act: 'edit' } }));
  });
  let shown, answers = '0,0', ready = false;
  const phone = matchMedia('(max-width: 800px)');
  let opener;
  const expand = () => {
    const button = $('header .drawer'), open = String(!!$('#text.reading'));
    if (button && button.ariaExpanded !== open) button.ariaExpanded = open;
  };
  // Moves the focus into the drawer, and back to what opened it. The class is not on body, because Gradio puts its own
  // container before every CSS selector of ours.
  const drawer = open => {
    const text = $('#text'), before = text.classList.contains('reading'), now = text.classList.toggle('reading', open);
    if (now === before) return;
    if (now) opener = document.activeElement;
    text.previousElementSibling.inert = now; // the conversation, which it covers
    text.role = now ? 'dialog' : null;
    text.ariaLabel = now ? $('.title', text)?.textContent ?? 'extrait' : null;
    text.tabIndex = -1;
    expand();
    (now ? text : opener)?.focus({ preventScroll: true });
    if (now) history.pushState({ ...history.state, drawer: true }, ''); // so that Back closes it, and does not leave
    else if (history.state?.drawer) history.back();
  };
  addEventListener('popstate', () => drawer(false));
  phone.addEventListener('change', () => drawer(false)); // a phone that was turned

  document.addEventListener('click', event => {
    // These disappear when they are clicked, and the focus with them. On a phone it would open the keyboard.
    if (!phone.matches && event.target.closest('#send, #stop, [data-act=edit]')) field().focus({ preventScroll: true });
    if (event.target.closest('#remove')) $('#add').focus({ preventScroll: true });
    const button = event.target.closest('[data-act]');
    if (!button) return;
    const data = { ...button.dataset };
    if (data.act === 'copy') return copy(data.text, button);
    if (data.act === 'link') {
      const link = new URL(location.origin + location.pathname);
      link.searchParams.set('q', data.question);
      if (data.document) link.searchParams.set('document', data.document);
      return copy(link.href, button);
    }
    if (data.act === 'ask') return ask(data.question);
    if (button === edited()) return fill('');
    if (data.act === 'forget') { // the list, which is drawn again without its button, stays open
      const list = button.closest('details');
      const reopen = () => {
        if (!list.open) list.removeEventListener('toggle', reopen);
        list.open = true;
      };
      list.addEventListener('toggle', reopen);
      $('summary', list).focus();
    }
    if (data.act === 'drawer') return drawer();
    if (data.act === 'show') { shown = null; if (phone.matches) drawer(true); }
    if (data.act === 'mark') {
      const text = $('input', button.parentElement).value;
      Object.assign(data, text ? { text } : lastSelection);
    }
    if (['mark', 'none'].includes(data.act)) data.document = $('#source .source')?.dataset.document ?? '';
    document.dispatchEvent(new CustomEvent('extrait', { detail: data }));
  });
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || !event.isTrusted) return;
    if (edited() && !event.target.closest('#text')) fill('');
    drawer(false);
  });
  document.addEventListener('keydown', event => {
    if (event.key === 'Enter' && event.target.matches('.wrong input')) $('[data-act=mark]', event.target.closest('.wrong'))?.click();
  });
  document.addEventListener('toggle', ({ target }) => { // what opens below the log's edge
    const log = target.open && target.matches('#chat .wrong') && target.closest('[role=log]');
    const below = log && target.getBoundingClientRect().bottom - log.getBoundingClientRect().bottom;
    if (below > 0) log.scrollTop += below;
  }, true);
  // Gradio leaves the list of documents open when it loses the focus, over the element that has it next.
  document.addEventListener('focusout', ({ target }) => setTimeout(() => {
    if (target.matches('#chosen input[aria-expanded=true]:not(:focus)'))
      target.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  }, 50));

  // The files of a folder, and of the folders in it; a browser would send the folder itself, and fail.
  const filesIn = async entry => {
    if (entry.isFile) return [await new Promise((found, failed) => entry.file(found, failed))];
    const reader = entry.createReader(), inside = [];
    const some = () => new Promise((found, failed) => reader.readEntries(found, failed)); // a hundred, none at the end
    for (let found; (found = await some()).length;) inside.push(...found);
    return (await Promise.all(inside.map(filesIn))).flat();
  };
  for (const name of ['dragover', 'dragleave', 'drop']) document.addEventListener(name, async event => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    $('#columns').classList.toggle('dropping', name === 'dragover');
    const upload = $('input[type=file]'); // the page's only one
    if (name !== 'drop' || !upload) return;
    const files = [...event.dataTransfer.items].filter(item => item.kind === 'file').map(item => {
      const entry = item.webkitGetAsEntry();
      return entry?.isDirectory ? filesIn(entry) : [item.getAsFile()];
    });
    const dropped = new DataTransfer();
    for (const file of (await Promise.all(files)).flat()) dropped.items.add(file);
    upload.files = dropped.files;
    upload.dispatchEvent(new Event('change', { bubbles: true }));
  });

  // What a screen reader announces: the state of the search, then the answer and its place, once and nothing else.
  const said = Object.assign(document.createElement('div'), { id: 'said', role: 'status', ariaLive: 'polite' });
  const say = elements => said.replaceChildren(...elements.map(element => Object.assign(document.createElement('span'), {
    lang: element.closest('[lang]').lang, textContent: `${element.textContent} `,
  })));
  let announced = '';
  const announce = log => {
    const last = [...log.querySelectorAll('.answer, .pending, .none')].pop();
    const parts = [...last?.querySelectorAll(':scope > :is(.understood, .silent, blockquote, .place, .disagree)') ?? []];
    const told = parts.length || !last ? parts : [last];
    const text = told.map(element => element.textContent).join();
    if (text !== announced) { announced = text; say(told); }
  };

  // The server closes the stream of answers when no answer is pending. Gradio's client closes it too, even if a
  // question was asked meanwhile, whose answer would then never be shown. Any new event opens the stream again.
  // A question that does not reach the server, or whose stream breaks, is put back into the field.
  const fetched = window.fetch;
  let streaming = false, askedSince = false, unsent = '';
  const giveBack = question => { if (!field().value) fill(question); };
  const pending = () => $('#chat .pending') ? [...document.querySelectorAll('#chat .question')].pop().textContent : '';
  const broken = error => {
    if (error.name === 'AbortError' || !pending()) return;
    giveBack(pending());
    $('#stop')?.click(); // if the server is gone, Gradio looks for it from now on
  };
  window.fetch = async (input, init) => {
    const url = input.url ?? String(input);
    if (url.includes('/queue/data')) {
      streaming = true;
      askedSince = false;
      (input.signal ?? init?.signal)?.addEventListener('abort', () => {
        streaming = false;
        if (askedSince) document.dispatchEvent(new CustomEvent('extrait', { detail: { act: 'wake' } }));
      });
    }
    const joining = url.includes('/queue/join');
    const response = await fetched(input, init).catch(error => {
      if (joining) giveBack(unsent);
      throw error;
    });
    if (url.includes('/queue/data')) response.clone().body?.pipeTo(new WritableStream()).catch(broken);
    if (joining) unsent = '';
    if (joining && streaming) askedSince = true;
    return response;
  };

  // Translates Gradio's own English into the language that is chosen.
  const translate = () => {
    const words = JSON.parse($('header[data-gradio]')?.dataset.gradio ?? '{}');
    const ours = text => Object.entries(words).find(([theirs]) => text.trim().startsWith(theirs))?.[1];
    for (const element of document.querySelectorAll('#chat .icon-button[aria-label]')) {
      const name = ours(element.ariaLabel);
      if (name && name !== element.ariaLabel) element.ariaLabel = element.title = name;
    }
    for (const fold of document.querySelectorAll('.toast-header[role]')) { // axe forbids a button in a button
      fold.removeAttribute('role');
      fold.removeAttribute('tabindex');
    }
    for (const element of document.querySelectorAll('.toast-wrap :is(.toast-title, .toast-message-text, [aria-label])')) {
      const name = ours(element.ariaLabel ?? '');
      if (name && name !== element.ariaLabel) element.ariaLabel = name;
      const title = element.matches('.toast-title') && words[element.matches('.error') ? 'Error' : 'Warning'];
      const text = title || ours(element.textContent);
      const node = [...element.childNodes].find(child => child.nodeType === Node.TEXT_NODE && child.data.trim());
      if (text && node && node.data.trim() !== text) node.data = text;
    }
  };

  // Scrolls to the end, but not past the last message: its first quote, which the text shows, would be out of sight, above.
  const toLast = log => {
    log.scrollTop = log.scrollHeight;
    const above = [...log.querySelectorAll('.question:not(.part)')].pop()?.getBoundingClientRect().top - log.getBoundingClientRect().top;
    if (above < 0) log.scrollTop += above;
  };

  // Scrolls the text beside the conversation and the conversation itself, never the page.
  const settle = () => {
    if (!said.isConnected) document.body?.append(said);
    translate();
    expand();
    const language = $('header[data-language]')?.dataset.language;
    if (language && document.documentElement.lang !== language) document.documentElement.lang = said.lang = language;
    const log = $('#chat [role=log]');
    if (log) {
      const name = $('header[data-conversation]')?.dataset.conversation;
      if (name && log.getAttribute('aria-label') !== name) log.setAttribute('aria-label', name);
      if (!log.hasAttribute('tabindex')) log.tabIndex = 0;
      if (log.ariaLive !== 'off') log.ariaLive = 'off'; // it would read every button aloud
      for (const message of log.querySelectorAll('[data-testid][aria-label]')) message.removeAttribute('aria-label');
      announce(log);
      const now = ['.answer', '.pending'].map(kind => log.querySelectorAll(kind).length).join();
      if (now !== answers) { answers = now; setTimeout(() => toLast(log), 60); }
      // Removes the question of a link from the address: loading the page again must not ask it again.
      if (location.search && $('.question', log)) history.replaceState(history.state, '', location.pathname);
    }
    if (field() && language && !ready) {
      ready = true;
      if (!phone.matches) field().focus({ preventScroll: true });
      fill(sessionStorage.getItem('extrait') ?? '');
    }
    const source = $('#source .source');
    const place = source && `${source.dataset.document} ${source.dataset.at}`;
    if (source && place !== shown) {
      shown = place;
      lastSelection = {};
      const aim = () => {
        const moved = phone.matches ? $('#text') : source; // on a phone the drawer scrolls
        const quote = $('#source mark') ?? $('#source .nearest'); // a sentence may be higher than the pane
        if (quote) moved.scrollTop += quote.getBoundingClientRect().top - moved.getBoundingClientRect().top - moved.clientHeight / 3;
        else moved.scrollTop = 0;
      };
      aim(); // before the browser paints, so that nothing jumps
      setTimeout(aim, 100); // and again once a drawer is open
    }
  };
  // What is being written outlives a reload, which Gradio does by itself when it has found the server again.
  addEventListener('pagehide', () => sessionStorage.setItem('extrait', field()?.value || entered || ''));
  // Gradio patches the text in place: a new quote may change nothing but characters and attributes.
  new MutationObserver(settle).observe(document, { childList: true, subtree: true, attributeFilter: ['data-document', 'data-at'] });

  window.extrait = {
    // Returns the question and empties the field at once, so that the next one can be typed before the server answers.
    sent: ([text, ...others]) => {
      const question = unsent = entered ?? text;
      if (entered === undefined) { entered = text; fill(''); }
      entered = undefined;
      return [question, ...others];
    },
    save: file => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([file.content], { type: 'text/plain' }));
      link.download = file.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    },
  };
})();
