'use strict';
(() => {
  let swapping = false;

  async function swap(driver) {
    swapping = true;
    heddle.text('swap-state', 'swapping to ' + driver + ' …');
    heddle.text('swap-text', '');
    await refresh().catch(error => heddle.message(error.message));
    try {
      ledger(await heddle.call('POST', '/net/swap', { driver }));
    } catch (error) {
      heddle.text('swap-state', 'refused', 'down');
      heddle.text('swap-text', error.message);
    } finally {
      swapping = false;
    }
    await refresh().catch(error => heddle.message(error.message));
  }

  function ledger(entry) {
    const errors = entry.findings.filter(finding => finding.error);
    const good = entry.lost === 0 && entry.executedTwice === 0 && errors.length === 0;
    heddle.text('swap-state', entry.from + ' → ' + entry.to, good ? 'ok' : 'down');
    heddle.text('swap-text', entry.started + ' started, ' + entry.acknowledged + ' acknowledged, '
      + entry.lost + ' lost, ' + entry.executedTwice + ' executed twice, longest stall '
      + entry.longestStallMs.toFixed(1) + ' ms' + (entry.findings.length > 0 ? '; ' + findings(entry) : ''));
  }

  function findings(entry) {
    return entry.findings.map(finding => finding.kind + ' ' + finding.count + ' (' + finding.example + ')').join('; ');
  }

  function ports(entry) {
    return entry.paths.map(path => path.driver + ': ' + heddle.count(path.operations, 'operation')
      + ', ' + path.retransmitted + ' again').join('; ');
  }

  function reasons(driver) {
    return heddle.el('details', { open: driver.verdict !== 'unusable', 'data-key': 'reasons ' + driver.name },
      heddle.el('summary', {}, heddle.count(driver.reasons.length, 'fact')),
      heddle.el('ul', { class: 'reasons' }, driver.reasons.map(reason => heddle.el('li', {},
        heddle.el('b', {}, reason.rule), ' ' + reason.text + ' ', heddle.el('code', {}, reason.evidence)))));
  }

  function button(driver) {
    return driver.verdict === 'usable'
      ? heddle.el('button', { 'data-driver': driver.name, disabled: swapping, onclick: () => swap(driver.name) }, 'Swap to it')
      : '';
  }

  // A decision tree: process, its candidates, and the rules of each with their evidence.
  function decision(entry) {
    const ids = entry.processIds.length === 0 ? ''
      : (entry.processIds.length === 1 ? 'process ' : 'processes ') + entry.processIds.join(', ');
    return heddle.el('details', { 'data-key': entry.process, 'data-process': entry.process },
      heddle.el('summary', {},
        heddle.el('b', {}, entry.process), ' ',
        heddle.el('small', { class: 'muted' }, [entry.role, ids, 'mode ' + entry.mode].filter(Boolean).join(' · ')),
        heddle.el('span', { class: 'outcome' }, '→ ', heddle.badge('chosen', entry.chosen))),
      heddle.el('p', {}, heddle.el('b', {}, entry.rule ? 'Chosen by ' + entry.rule + ': ' : 'Chosen: '), entry.reason),
      entry.candidates.map(candidate => candidateOf(entry, candidate)));
  }

  function candidateOf(entry, candidate) {
    const against = candidate.rules.filter(rule => rule.verdict === 'refused').map(rule => rule.rule);
    const alerts = candidate.rules.filter(rule => rule.verdict === 'alert').length;
    const told = against.length > 0 ? 'refused by ' + [...new Set(against)].join(', ')
      : heddle.count(candidate.rules.length, 'rule') + ' looked at, '
        + (alerts > 0 ? heddle.count(alerts, 'alert') : 'none speaks against it');
    return heddle.el('details', { 'data-key': entry.process + '/' + candidate.driver },
      heddle.el('summary', {},
        heddle.badge(candidate.verdict), ' ', heddle.el('b', {}, candidate.driver), ' ',
        heddle.el('small', { class: 'muted' }, [candidate.rank > 0 ? 'rank ' + candidate.rank : '', told,
          candidate.bundle + ' ' + candidate.version].filter(Boolean).join(' · '))),
      heddle.table(['Rule', 'Verdict', 'What it says', 'Read from', 'Seen', 'Wanted', 'Remedy'],
        candidate.rules, rule => [
          heddle.el('b', {}, rule.rule), heddle.badge(rule.verdict), rule.text,
          heddle.el('code', {}, rule.path), heddle.el('code', {}, rule.seen || '(nothing)'),
          heddle.el('code', {}, rule.wanted), rule.remedy || '']));
  }

  async function decisions() {
    const note = document.getElementById('decisions-message');
    let entries = [];
    note.textContent = '';
    try {
      entries = await heddle.get('/net/explain');
    } catch (error) {
      note.textContent = error.message; // The planner may be stopped; the rest of the page lives on.
    }
    note.hidden = note.textContent === '';
    heddle.keep('decisions', entries, () => entries.map(decision));
  }

  function nic(row) {
    return [heddle.el('b', {}, row.name || '(no interface)'),
      row.family ? [row.family, heddle.el('br'), heddle.el('small', { class: 'muted' },
        [row.dpdkDriver ? 'DPDK ' + row.dpdkDriver : 'no DPDK', row.rdma ? 'RDMA' : ''].filter(Boolean).join(', '))]
        : heddle.el('span', { class: 'muted' }, row.pci ? 'not in the catalogue' : 'virtual'),
      row.pci ? [heddle.el('code', {}, row.pci), heddle.el('br'), heddle.el('small', { class: 'muted' }, row.id)] : '',
      row.kernelDriver, row.numa < 0 ? 'unknown' : 'node ' + row.numa, row.sriov,
      [row.link, row.state, row.speedMbps > 0 ? row.speedMbps / 1000 + ' Gb/s' : ''].filter(Boolean).join(', '),
      row.mtu < 0 ? '–' : row.mtu, heddle.el('code', {}, row.mac)];
  }

  async function refresh() {
    const [status, drivers, swaps, traffic, nics] = await Promise.all([
      heddle.get('/status'), heddle.get('/net/drivers'), heddle.get('/net/swaps'),
      heddle.get('/net/traffic'), heddle.get('/net/nics'), decisions()]);
    heddle.text('current', status.network);
    heddle.text('why', status.networkReason);
    heddle.keep('drivers', [drivers, swapping], () => heddle.rowsOf(drivers, 6, row => [row.name,
      heddle.badge(row.verdict), row.state, row.bundle + ' ' + row.version, reasons(row), button(row)]));
    heddle.rows('swaps', swaps.slice(-20).reverse(), row => row.from, row => row.to, row => row.started,
      row => row.acknowledged, row => row.retransmitted, row => row.executedTwice, row => row.lost,
      row => Number(row.longestStallMs.toFixed(1)), ports, row => row.longestWait === '' ? ''
        : row.longestWaitMs.toFixed(1) + ' ms: ' + row.longestWait, row => row.overflow, findings);
    if (!swapping && swaps.length > 0) ledger(swaps[swaps.length - 1]);
    heddle.rows('traffic', traffic, row => row.driver, row => row.txDatagrams, row => heddle.bytes(row.txBytes),
      row => row.rxDatagrams, row => heddle.bytes(row.rxBytes), row => row.rxDropped);
    heddle.keep('nics', nics, () => heddle.rowsOf(nics, 9, nic));
    await heddle.lab.refresh();
    await heddle.dataNics.refresh(nics);
  }
  heddle.every(3000, refresh);
})();
