'use strict';
const get = id => document.getElementById(id);
const say = message => { get('state').textContent = message; };
const headers = () => (get('key').value ? { Authorization: 'Bearer ' + get('key').value } : {});
let running = null;

async function voices() {
  const response = await fetch('/speakers', { headers: headers() });
  const body = await response.json();
  if (!response.ok) { say(body.message); return; }
  get('voice').replaceChildren(...body.map(voice => new Option(voice.name, voice.voice_id)));
  say(body.length ? 'Ready.' : 'This server has no voices by name.');
}

function draw(samples) {
  const canvas = get('wave');
  const pen = canvas.getContext('2d');
  const middle = canvas.height / 2;
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = getComputedStyle(canvas).color;
  for (let x = 0; x < canvas.width; x++) {
    let peak = 0;
    const from = Math.floor(x * samples.length / canvas.width);
    const to = Math.floor((x + 1) * samples.length / canvas.width);
    for (let i = from; i < to; i++) peak = Math.max(peak, Math.abs(samples[i]));
    pen.fillRect(x, middle - peak * middle, 1, Math.max(1, 2 * peak * middle));
  }
}

async function speak() {
  const aborter = new AbortController();
  const context = new AudioContext();
  running = { aborter, context };
  get('speak').disabled = true;
  get('stop').disabled = false;
  get('parts').replaceChildren();
  const began = performance.now();
  let all = new Float32Array(0);
  let odd = new Uint8Array(0); // half a sample
  let at = 0;
  try {
    say('Speaking …');
    const response = await fetch('/v1/audio/speech', {
      method: 'POST',
      signal: aborter.signal,
      headers: { 'Content-Type': 'application/json', ...headers() },
      body: JSON.stringify({ input: get('text').value, voice: get('voice').value, response_format: 'pcm' })
    });
    if (!response.ok) throw new Error((await response.json()).message);
    const rate = Number(response.headers.get('X-Sample-Rate'));
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const bytes = new Uint8Array(odd.length + value.length);
      bytes.set(odd);
      bytes.set(value, odd.length);
      const count = bytes.length >> 1;
      odd = bytes.slice(2 * count);
      if (count === 0) continue;
      const view = new DataView(bytes.buffer);
      const buffer = context.createBuffer(1, count, rate);
      const samples = buffer.getChannelData(0);
      for (let i = 0; i < count; i++) samples[i] = view.getInt16(2 * i, true) / 32768;
      const source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(context.destination);
      at = Math.max(at, context.currentTime + 0.05);
      source.start(at);
      at += buffer.duration;
      const item = document.createElement('li');
      item.textContent = (all.length / rate).toFixed(2) + ' s: ' + buffer.duration.toFixed(2)
        + ' s of speech, here after ' + ((performance.now() - began) / 1000).toFixed(2) + ' s';
      get('parts').append(item);
      const joined = new Float32Array(all.length + count);
      joined.set(all);
      joined.set(samples, all.length);
      all = joined;
      draw(all);
    }
    say('Done: ' + (all.length / rate).toFixed(2) + ' s of speech.');
  } catch (error) {
    say(error.name === 'AbortError' ? 'Stopped.' : error.message);
  } finally {
    get('speak').disabled = false;
    get('stop').disabled = true;
  }
}

get('form').addEventListener('submit', event => { event.preventDefault(); speak(); });
get('stop').addEventListener('click', () => { running.aborter.abort(); running.context.close(); });
get('text').addEventListener('keydown', event => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) get('form').requestSubmit();
});
get('key').addEventListener('change', voices);
voices();
