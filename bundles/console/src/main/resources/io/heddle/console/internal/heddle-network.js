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
    const good = entry.lost === 0 && entry.executedTwice === 0;
    heddle.text('swap-state', entry.from + ' → ' + entry.to, good ? 'ok' : 'down');
    heddle.text('swap-text', entry.started + ' started, ' + entry.acknowledged + ' acknowledged, '
      + entry.lost + ' lost, ' + entry.executedTwice + ' executed twice, longest stall '
      + entry.longestStallMs.toFixed(1) + ' ms');
  }

  function reasons(driver) {
    return heddle.el('details', { open: driver.verdict !== 'unusable' },
      heddle.el('summary', {}, driver.reasons.length + ' fact(s)'),
      heddle.el('ul', { class: 'reasons' }, driver.reasons.map(reason => heddle.el('li', {},
        heddle.el('b', {}, reason.rule), ' ' + reason.text + ' ', heddle.el('code', {}, reason.evidence)))));
  }

  function button(driver) {
    return driver.verdict === 'usable'
      ? heddle.el('button', { 'data-driver': driver.name, disabled: swapping, onclick: () => swap(driver.name) }, 'Swap to it')
      : '';
  }

  async function refresh() {
    const [status, drivers, swaps, traffic, inventory] = await Promise.all([
      heddle.get('/status'), heddle.get('/net/drivers'), heddle.get('/net/swaps'),
      heddle.get('/net/traffic'), heddle.get('/net/inventory')]);
    heddle.text('current', status.network);
    heddle.text('why', status.networkReason);
    heddle.rows('drivers', drivers, row => row.name,
      row => heddle.el('span', { class: 'badge ' + row.verdict }, row.verdict),
      row => row.state, row => row.bundle + ' ' + row.version, reasons, button);
    heddle.rows('swaps', swaps.slice(-20).reverse(), row => row.from, row => row.to, row => row.started,
      row => row.acknowledged, row => row.retransmitted, row => row.executedTwice, row => row.lost,
      row => Number(row.longestStallMs.toFixed(1)));
    if (!swapping && swaps.length > 0) ledger(swaps[swaps.length - 1]);
    heddle.rows('traffic', traffic, row => row.driver, row => row.txDatagrams, row => heddle.bytes(row.txBytes),
      row => row.rxDatagrams, row => heddle.bytes(row.rxBytes), row => row.rxDropped);
    heddle.rows('nics', inventory.interfaces, row => row.name, row => row.pci || 'virtual',
      row => (row.link.value || 'unknown').toLowerCase(), row => row.state,
      row => row.mtu.value || 'unknown',
      row => row.speedMbps.value ? row.speedMbps.value + ' Mb/s' : 'unknown', row => row.mac);
  }
  heddle.every(3000, refresh);
})();
