// What all pages share: calls of the management API and small pieces of HTML.
'use strict';
const heddle = {
  async call(method, path, body) {
    return heddle.answer(method, path, body === undefined ? undefined : JSON.stringify(body));
  },
  get(path) { return heddle.call('GET', path); },
  // Sends a text as it is, so that an error can name the place in it.
  send(path, text) { return heddle.answer('POST', path, text); },
  async answer(method, path, text) {
    // The page's own address may carry name and password, and then no relative one may be fetched.
    const answer = await fetch(location.origin + '/api/v1' + path, {
      method, credentials: 'same-origin', headers: { 'Content-Type': 'application/json' }, body: text });
    const value = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(value.error || path + ' answers ' + answer.status + ' ' + answer.statusText);
    return value;
  },
  bytes(amount) {
    const steps = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
    let step = 0;
    while (amount >= 1024 && step < steps.length - 1) { amount /= 1024; step++; }
    return (step === 0 ? amount : amount.toFixed(2)) + ' ' + steps[step];
  },
  // An element: heddle.el('td', {class: 'number'}, 'text' or elements)
  el(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
      else if (value !== false && value !== undefined) element.setAttribute(key, value === true ? '' : value);
    }
    element.append(...children.flat(3).filter(child => child !== null && child !== undefined));
    return element;
  },
  cell(value) {
    return heddle.el('td', typeof value === 'number' ? { class: 'number' } : {},
      typeof value === 'number' ? value.toLocaleString('en') : value);
  },
  // Table rows; cells gives the values of a row.
  rowsOf(rows, columns, cells) {
    return rows.length === 0
      ? [heddle.el('tr', {}, heddle.el('td', { colspan: columns, class: 'muted' }, 'none'))]
      : rows.map(row => heddle.el('tr', {}, cells(row).map(heddle.cell)));
  },
  // Fills a table body; columns give what a cell holds.
  rows(body, rows, ...columns) {
    document.getElementById(body).replaceChildren(
      ...heddle.rowsOf(rows, columns.length, row => columns.map(column => column(row))));
  },
  table(titles, rows, cells) {
    return heddle.el('table', {},
      heddle.el('thead', {}, heddle.el('tr', {}, titles.map(title => heddle.el('th', {}, title)))),
      heddle.el('tbody', {}, heddle.rowsOf(rows, titles.length, cells)));
  },
  // Replaces children only when the data changed, and keeps open what a person opened.
  keep(id, data, build) {
    const target = document.getElementById(id);
    const now = JSON.stringify(data);
    if (target.heddleData === now) return;
    target.heddleData = now;
    const were = new Map([...target.querySelectorAll('details[data-key]')].map(one => [one.dataset.key, one.open]));
    target.replaceChildren(...build());
    for (const one of target.querySelectorAll('details[data-key]')) {
      if (were.has(one.dataset.key)) one.open = were.get(one.dataset.key);
    }
  },
  badge(word, text) { return heddle.el('span', { class: 'badge ' + word }, text === undefined ? word : text); },
  tile(title, value, note, cls, id) {
    return heddle.el('div', { class: 'tile' }, heddle.el('small', {}, title),
      heddle.el('b', { class: cls, id }, value), heddle.el('small', {}, note || ''));
  },
  count(many, what) { return many + ' ' + what + (many === 1 ? '' : 's'); },
  text(id, text, cls) {
    const element = document.getElementById(id);
    element.textContent = text;
    if (cls !== undefined) element.className = cls;
  },
  message(text) {
    const element = document.getElementById('message');
    element.hidden = !text;
    element.textContent = text || '';
  },
  // Runs a refresh now and every few seconds; an error is shown, not lost.
  every(ms, refresh) {
    const run = () => refresh().then(() => heddle.message(''), error => heddle.message(error.message));
    run();
    setInterval(run, ms);
  }
};
