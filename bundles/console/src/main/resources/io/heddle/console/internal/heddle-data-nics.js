'use strict';
// The data NICs of this process: their traffic as it flows, the paths of every container, add, remove.
heddle.dataNics = (() => {
  let last = new Map(); // NIC -> { timeMs, tx, rx }
  let busy = false;
  let latest = [];

  function note(text, cls) { heddle.text('nic-message', text, cls || 'muted'); }

  async function change(what, action) {
    busy = true;
    note(what + ' …');
    draw();
    try {
      const answer = await action();
      note(answer.nic + ' ' + answer.done + ' for ' + answer.containers.join(', '), 'ok');
    } catch (error) {
      note(error.message, 'down');
    } finally {
      busy = false;
    }
    await refresh().catch(error => note(error.message, 'down'));
  }

  function add(event) {
    event.preventDefault();
    const nic = document.getElementById('nic-name').value;
    const ips = document.getElementById('nic-ips').value.split(/[\s,]+/).filter(Boolean);
    const label = document.getElementById('nic-label').value.trim();
    change('adding ' + nic, () => heddle.call('POST', route(), { nic, ips, label }));
  }

  function remove(nic) {
    change('draining ' + nic, () => heddle.call('DELETE', route() + '/' + encodeURIComponent(nic)));
  }

  // Containers of one process share their NICs, so any of them stands for all.
  function route() {
    return '/cluster/containers/' + encodeURIComponent(latest.length > 0 ? latest[0].container : 'client') + '/net';
  }

  function sums(rows) {
    const nics = new Map();
    for (const row of rows) {
      const sum = nics.get(row.nic) || { nic: row.nic, label: row.label, link: row.link, driver: '', ips: new Set(),
        states: new Map(), trips: [], tx: 0, rx: 0, lost: 0, ports: 0, rows: 0 };
      nics.set(row.nic, sum);
      row.ips.forEach(ip => sum.ips.add(ip));
      row.paths.forEach(path => sum.states.set(path.state, (sum.states.get(path.state) || 0) + 1));
      if (row.roundTripNs > 0) sum.trips.push(row.roundTripNs);
      sum.driver = sum.driver || row.driver;
      sum.tx += row.txBytes;
      sum.rx += row.rxBytes;
      sum.lost += row.lost;
      sum.ports += row.driver ? 1 : 0;
      sum.rows++;
    }
    return [...nics.values()];
  }

  const cls = { ACTIVE: 'ok', UP: 'ok', SUSPECT: 'alert', DOWN: 'refused' };

  function states(sum) {
    if (sum.ports < sum.rows) return heddle.badge('refused', (sum.rows - sum.ports) + ' without a port');
    if (sum.states.size === 0) return heddle.el('span', { class: 'muted' }, 'no peer yet');
    return [...sum.states].sort().map(([state, many]) => [heddle.badge(cls[state] || 'note', many + ' ' + state), ' ']);
  }

  function rate(sum, key, timeMs) {
    const before = last.get(sum.nic);
    return !before || timeMs === before.timeMs ? '–'
      : heddle.bytes(Math.max(0, sum[key] - before[key]) * 1000 / (timeMs - before.timeMs)) + '/s';
  }

  function row(sum, alone, timeMs) {
    const trip = sum.trips.length === 0 ? '–' : Math.round(sum.trips.reduce((a, b) => a + b) / sum.trips.length / 1000);
    return [[heddle.el('b', {}, sum.nic), heddle.el('br'), heddle.el('small', { class: 'muted' }, [...sum.ips].join(', '))],
      sum.label || heddle.el('span', { class: 'muted' }, 'none'), heddle.badge(sum.link === 'up' ? 'ok' : 'refused', sum.link),
      states(sum), trip, rate(sum, 'tx', timeMs), rate(sum, 'rx', timeMs), heddle.bytes(sum.tx), heddle.bytes(sum.rx), sum.lost,
      heddle.el('button', { class: 'plain', 'data-nic': sum.nic, disabled: busy || alone,
        title: alone ? 'The only data NIC cannot be removed' : 'Drains it, then closes its ports',
        onclick: () => remove(sum.nic) }, 'Remove')];
  }

  function container(name, rows) {
    const paths = rows.flatMap(one => one.paths.map(path => ({ nic: one.nic, ...path })));
    return heddle.el('details', { 'data-key': 'paths ' + name },
      heddle.el('summary', {}, heddle.el('b', {}, name), ' ',
        heddle.el('small', { class: 'muted' }, rows.map(one => one.nic + ': ' + one.state).join(' · '))),
      heddle.table(['NIC', 'Peer', 'State', 'Round trip µs', 'Window', 'Sent', 'Lost', 'Peer\'s address', 'Peer\'s label'],
        paths, path => [path.nic, path.peer, heddle.badge(cls[path.state] || 'note', path.state),
          path.roundTripNs === 0 ? '–' : Math.round(path.roundTripNs / 1000), heddle.bytes(path.windowBytes),
          heddle.bytes(path.sentBytes), path.lost, heddle.el('code', {}, path.remote), path.label]));
  }

  function draw(timeMs) {
    const nics = sums(latest);
    document.getElementById('nic-add').disabled = busy;
    document.getElementById('data-nics').replaceChildren(
      ...heddle.rowsOf(nics, 11, sum => row(sum, nics.length === 1, timeMs || Date.now())));
    return nics;
  }

  async function refresh(found) {
    latest = await heddle.get('/cluster/containers/net');
    const timeMs = Date.now();
    const nics = draw(timeMs);
    last = new Map(nics.map(sum => [sum.nic, { timeMs, tx: sum.tx, rx: sum.rx }]));
    const byContainer = Map.groupBy(latest, one => one.container);
    heddle.keep('nic-paths', latest.map(one => [one.container, one.nic, one.state, one.paths]),
      () => [...byContainer].map(([name, rows]) => container(name, rows)));
    if (found) choices(found.map(one => one.name).filter(name => name && !nics.some(sum => sum.nic === name)));
  }

  function choices(names) {
    const select = document.getElementById('nic-name');
    const chosen = select.value;
    heddle.keep('nic-name', names, () => names.map(name => heddle.el('option', { value: name, selected: name === chosen }, name)));
  }

  document.getElementById('nic-form').addEventListener('submit', add);
  return { refresh };
})();
