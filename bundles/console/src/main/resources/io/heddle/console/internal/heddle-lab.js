'use strict';
// The lab of virtual ports: whether it is up, who has which port, up and down.
heddle.lab = (() => {
  let busy = false;

  function note(text, cls) { heddle.text('lab-message', text, cls || 'muted'); }

  async function change(way) {
    busy = true;
    note('bringing it ' + way + ' …');
    buttons(undefined);
    try {
      draw(await heddle.call('POST', '/net/lab/' + way, {}), true);
    } catch (error) {
      note(error.message, 'down');
    } finally {
      busy = false;
    }
    await refresh();
  }

  function buttons(up) {
    document.getElementById('lab-up').disabled = busy || up !== false;
    document.getElementById('lab-down').disabled = busy || up !== true;
  }

  function draw(lab, say) {
    document.getElementById('lab-state').replaceChildren(heddle.badge(lab.up ? 'ok' : 'note', lab.up ? 'up' : 'down'),
      lab.up ? ' ' + lab.bridge + ', ' + lab.network : '');
    document.getElementById('lab-table').hidden = lab.ports.length === 0;
    heddle.rows('lab-ports', lab.ports, row => row.lane, row => row.driver,
      row => heddle.el('code', {}, row.address), row => heddle.el('code', {}, row.device));
    buttons(lab.up);
    if (say) note(lab.said, 'ok');
  }

  async function refresh() {
    try {
      draw(await heddle.get('/net/lab'), false);
    } catch (error) {
      note(error.message, 'down'); // Its bundle may be stopped; the rest of the page lives on.
      buttons(undefined);
    }
  }

  document.getElementById('lab-up').addEventListener('click', () => change('up'));
  document.getElementById('lab-down').addEventListener('click', () => change('down'));
  return { refresh };
})();
