// What both pages share: calls of the management API and small pieces of HTML.
'use strict';
const heddle = {
  async call(method, path, body) {
    const answer = await fetch('/api/v1' + path, {
      method, credentials: 'same-origin', headers: { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body) });
    const value = await answer.json();
    if (!answer.ok) throw new Error(value.error || answer.statusText);
    return value;
  },
  get(path) { return heddle.call('GET', path); },
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
    element.append(...children.flat().filter(child => child !== null && child !== undefined));
    return element;
  },
  // Fills a table body; columns give what a cell holds.
  rows(body, rows, ...columns) {
    const target = document.getElementById(body);
    target.replaceChildren(...rows.map(row => heddle.el('tr', {}, columns.map(column => {
      const value = column(row);
      return heddle.el('td', typeof value === 'number' ? { class: 'number' } : {},
        typeof value === 'number' ? value.toLocaleString('en') : value);
    }))));
    if (rows.length === 0) {
      target.append(heddle.el('tr', {}, heddle.el('td', { colspan: columns.length, class: 'muted' }, 'none')));
    }
  },
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
