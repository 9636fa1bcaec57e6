'use strict';
(() => {
  const order = ['refused', 'alert', 'note', 'ok'];
  const field = document.getElementById('description');
  const result = document.getElementById('result');

  const nic = (name, address, numa) => ({
    name, pci: '15b3:101b', address, link: 'ethernet', kernelDriver: 'mlx5_core', numa, mtu: 9000,
    ofed: { version: '5.4-1.0.3.0', loaded: true, options: ['--upstream-libs', '--dpdk'] } });
  const example = {
    version: 1, mode: 'performance',
    addresses: { management: '10.1.0.0/24', data: ['10.2.0.0/24'] },
    filesystems: [{ name: 'train', encrypted: false }, { name: 'private', encrypted: true }],
    groups: [
      { name: 'backends', role: 'backend', count: 8, ioProcesses: 10, managementNic: 'eno1', nics: [nic('ens1f0', '0000:3b:00.0', 0)] },
      { name: 'trainers', role: 'client', count: 10, frontends: 1, managementNic: 'eno1', nics: [nic('ens1f0', '0000:17:00.0', 0)] }] };

  // Shows where a description is malformed; a line and column of broken JSON are selected, too.
  function refuse(text) {
    const box = document.getElementById('place');
    box.hidden = text === '';
    box.textContent = text;
    field.setAttribute('aria-invalid', String(text !== ''));
    const at = /line (\d+),? column (\d+)/i.exec(text);
    if (at) {
      const before = field.value.split('\n').slice(0, at[1] - 1).reduce((sum, line) => sum + line.length + 1, 0);
      const start = before + Math.max(0, at[2] - 1);
      field.focus();
      field.setSelectionRange(start, start + 1);
    }
  }

  async function fill(load) {
    refuse('');
    try {
      field.value = JSON.stringify(await load(), null, 2);
      await plan();
    } catch (error) {
      refuse(error.message);
    }
  }

  async function plan() {
    refuse('');
    result.replaceChildren();
    if (field.value.trim() === '') {
      refuse('There is no description yet: paste one, or start from this machine or the example.');
      return;
    }
    try {
      show(await heddle.send('/net/plan', field.value));
    } catch (error) {
      refuse(error.message);
    }
  }

  function counted(findings) {
    return order.map(verdict => [verdict, findings.filter(finding => finding.verdict === verdict).length])
      .filter(([, many]) => many > 0);
  }

  function show(answer) {
    const all = answer.groups.flatMap(group => group.findings);
    result.replaceChildren(
      heddle.el('p', { class: 'plan-title' }, heddle.el('b', {}, '2. The plan')),
      heddle.el('p', { class: 'muted' }, heddle.badge('refused'), ' must be mended · ', heddle.badge('alert'), ' works, and somebody should know · ',
        heddle.badge('note'), ' not decided, or of a network that was not chosen · ', heddle.badge('ok'), ' holds'),
      heddle.el('div', { class: 'tiles' },
        heddle.tile('Verdict', answer.verdict, answer.verdict === 'ok' ? 'no rule refuses it'
          : heddle.count(all.filter(finding => finding.verdict === 'refused').length, 'rule') + ' not met, see below',
          answer.verdict === 'ok' ? 'ok' : 'down', 'verdict'),
        heddle.tile('Fabric', answer.fabric, 'what the data NICs are connected to'),
        heddle.tile('RDMA', answer.rdma.active ? 'active' : 'not active',
          answer.rdma.active ? 'large reads and writes go to remote memory' : heddle.count(answer.rdma.reasons.length, 'reason') + ' below'),
        heddle.tile('IP addresses', answer.groups.reduce((sum, group) => sum + group.ips.count, 0).toLocaleString('en'), 'on the data network')),
      answer.rdma.reasons.length === 0 ? '' : heddle.el('div', {},
        heddle.el('h2', {}, answer.rdma.active ? 'RDMA' : 'Why RDMA is not active'),
        heddle.el('ul', { class: 'reasons' }, answer.rdma.reasons.map(reason =>
          heddle.el('li', {}, heddle.el('b', {}, reason.rule), ' ' + reason.text)))),
      ...answer.groups.map(group));
    result.scrollIntoView({ block: 'nearest' });
  }

  function group(one) {
    const systems = Object.entries(one.rdmaFilesystems || {});
    return heddle.el('section', { class: 'group', 'data-group': one.name },
      heddle.el('h2', {}, 'Group ' + one.name, ' ',
        counted(one.findings).map(([verdict, many]) => [heddle.badge(verdict, verdict === 'alert' || verdict === 'note' ? heddle.count(many, verdict) : many + ' ' + verdict), ' '])),
      heddle.el('div', { class: 'tiles' },
        heddle.tile('Network', one.network, 'driver ' + one.driver),
        heddle.tile('Receives by', one.rxMode, { poll: 'a core that always looks', interrupt: 'a core that sleeps until the NIC calls', kernel: 'the kernel, by interrupts' }[one.rxMode]),
        heddle.tile('IP addresses', one.ips.count.toLocaleString('en'), one.ips.formula + ' (' + one.ips.rule + ')'),
        heddle.tile('GPUDirect', one.gpudirect ? 'yes' : 'no', systems.length === 0 ? ''
          : 'RDMA by file system: ' + systems.map(([name, active]) => name + ' ' + (active ? 'yes' : 'no')).join(', '))),
      findings(one.findings.filter(finding => finding.verdict === 'refused' || finding.verdict === 'alert')),
      folded(one, 'note', 'note', 'not decided by this description, or about a network that was not chosen'),
      folded(one, 'ok', 'rule', 'looked at and met'));
  }

  function findings(rows) {
    return rows.length === 0 ? '' : heddle.table(['Verdict', 'Rule', 'About', 'Found', 'Wanted', 'Remedy'],
      [...rows].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict)), finding => [
        heddle.badge(finding.verdict), heddle.el('b', {}, finding.rule), finding.subject,
        heddle.el('code', {}, finding.evidence), finding.want, finding.remedy || '']);
  }

  function folded(one, verdict, what, which) {
    const rows = one.findings.filter(finding => finding.verdict === verdict);
    return rows.length === 0 ? '' : heddle.el('details', { class: verdict },
      heddle.el('summary', {}, heddle.count(rows.length, what) + ': ' + which), findings(rows));
  }

  document.getElementById('plan').addEventListener('click', plan);
  document.getElementById('detect').addEventListener('click', () => fill(() => heddle.get('/net/plan/detected')));
  document.getElementById('example').addEventListener('click', () => fill(async () => example));
  field.addEventListener('keydown', event => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      plan();
    }
  });
})();
