'use strict';
(() => {
  const seconds = 120;
  const series = [[], [], [], []]; // time, read MB/s, write MB/s, operations/s
  const line = (label, stroke, scale) => ({ label, stroke, scale, width: 2, points: { show: false } });
  const host = document.getElementById('chart');
  const plot = new uPlot({
    width: Math.max(480, host.clientWidth), height: 240,
    scales: { mb: { range: (u, min, max) => [0, Math.max(1, max * 1.1)] }, ops: { range: (u, min, max) => [0, Math.max(10, max * 1.1)] } },
    axes: [{}, { scale: 'mb', label: 'MB/s' }, { scale: 'ops', side: 1, label: 'operations/s', grid: { show: false } }],
    series: [{}, line('read MB/s', '#2f6feb', 'mb'), line('write MB/s', '#d9480f', 'mb'), line('operations/s', '#7a8796', 'ops')]
  }, series, host);
  new ResizeObserver(() => plot.setSize({ width: Math.max(480, host.clientWidth), height: 240 })).observe(host);

  let last = null;
  const source = new EventSource(location.origin + '/api/v1/stream', { withCredentials: true });
  source.onmessage = event => {
    const now = JSON.parse(event.data);
    if (last !== null && now.timeMs > last.timeMs) {
      const elapsed = (now.timeMs - last.timeMs) / 1000;
      series[0].push(now.timeMs / 1000);
      series[1].push((now.readBytes - last.readBytes) / elapsed / 1e6);
      series[2].push((now.writeBytes - last.writeBytes) / elapsed / 1e6);
      series[3].push((now.operations - last.operations) / elapsed);
      if (series[0].length > seconds) series.forEach(values => values.shift());
      plot.setData(series);
    }
    last = now;
  };

  heddle.every(3000, async () => {
    const [status, fs, drives, servers, events] = await Promise.all([
      heddle.get('/status'), heddle.get('/fs'), heddle.get('/cluster/drives'),
      heddle.get('/cluster/servers'), heddle.get('/events')]);
    heddle.text('health', status.health, status.health);
    const advice = status.alerts.filter(alert => alert.severity === 'advice').length;
    const alerts = status.alerts.length - advice;
    heddle.text('health-why', (alerts === 0 ? 'no alerts' : heddle.count(alerts, 'alert'))
      + (advice === 0 ? '' : ', ' + heddle.count(advice, 'piece') + ' of advice'));
    heddle.text('capacity', heddle.bytes(status.usedBytes) + ' of ' + heddle.bytes(status.capacityBytes));
    document.getElementById('capacity-bar').style.width =
      (status.capacityBytes ? 100 * status.usedBytes / status.capacityBytes : 0).toFixed(1) + '%';
    heddle.text('network', status.network);
    heddle.text('network-why', status.networkReason);
    heddle.text('protection', status.protection);
    heddle.rows('mounts', fs, row => row.name, row => row.protection,
      row => row.mounts.join(', ') || status.mountRefusal || 'not mounted here');
    heddle.rows('servers', servers, row => row.id, row => row.status, row => row.buckets,
      row => heddle.bytes(drives.filter(drive => drive.server === row.id).reduce((sum, drive) => sum + drive.usedBytes, 0)),
      row => heddle.bytes(drives.filter(drive => drive.server === row.id).reduce((sum, drive) => sum + drive.capacityBytes, 0)));
    heddle.rows('alerts', status.alerts, row => heddle.badge(row.severity === 'advice' ? 'note' : 'refused', row.severity), row => row.since, row => row.text, row => row.evidence, row => row.remedy);
    heddle.rows('events', events.slice(-12).reverse(), row => row.time, row => row.kind, row => row.text);
  });
})();
