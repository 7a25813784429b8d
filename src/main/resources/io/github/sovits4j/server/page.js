'use strict';
const get = id => document.getElementById(id);
const seconds = value => value.toFixed(2) + ' s';

function say(message, wrong = false) {
  get('state').textContent = message;
  get('state').classList.toggle('wrong', wrong);
}

// ---- the server ----

const headers = () => (get('key').value ? { Authorization: 'Bearer ' + get('key').value } : {});

async function ask(path, options = {}) {
  const response = await fetch(path, { ...options, headers: { ...headers(), ...options.headers } });
  if (response.status === 401) {
    get('lock').hidden = false;
  }
  if (!response.ok) {
    throw new Error((await response.json()).message);
  }
  return response;
}

async function open() {
  try {
    const voices = await (await ask('/speakers')).json();
    get('voice').replaceChildren(...voices.map(voice => new Option(voice.name, voice.voice_id)));
    await look();
    say(voices.length ? 'Ready.' : 'This server has no voices by name.');
  } catch (error) {
    say(error.message, true);
  }
}

async function look() {
  const status = await (await ask('/status')).json();
  const { used, capacity } = status.memory;
  get('model').textContent = status.model + ', ' + status.sample_rate / 1000 + ' kHz';
  get('device-name').textContent = status.device;
  get('requests').textContent = status.running + ' speaking, ' + status.waiting + ' waiting';
  get('memory').textContent = (used / 1e6).toFixed(0) + ' of ' + (capacity / 1e6).toFixed(0) + ' MB';
}

/** The events of an answer, as they come. */
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    const blocks = (text + value).split('\n\n');
    text = blocks.pop();
    for (const block of blocks) {
      yield JSON.parse(block.split('\n').find(line => line.startsWith('data: ')).slice(6));
    }
  }
}

// ---- playing what is there, and drawing it ----

/** Speech that grows while it is played. */
class Speech {
  constructor() {
    this.context = new AudioContext();
    this.parts = []; // {start, buffer}
    this.sources = [];
    this.rate = 0;
    this.length = 0; // seconds
    this.peak = 0.1; // of what is drawn to the full height, at least
    this.origin = 0; // time of the context at which the speech begins
  }

  add(base64, rate) {
    const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    const buffer = this.context.createBuffer(1, bytes.length >> 1, rate);
    const samples = buffer.getChannelData(0);
    for (let i = 0; i < samples.length; i++) {
      samples[i] = view.getInt16(2 * i, true) / 32768;
      this.peak = Math.max(this.peak, Math.abs(samples[i]));
    }
    const part = { start: this.length, buffer };
    const late = this.context.currentTime + 0.05 - (this.origin + part.start);
    this.origin += Math.max(0, late); // it was waited for
    this.rate = rate;
    this.parts.push(part);
    this.length += buffer.duration;
    this.schedule(part, 0);
  }

  schedule(part, skip) {
    const source = this.context.createBufferSource();
    source.buffer = part.buffer;
    source.connect(this.context.destination);
    source.start(this.origin + part.start + skip, skip);
    this.sources.push(source);
  }

  position() {
    return Math.max(0, Math.min(this.length, this.context.currentTime - this.origin));
  }

  ended() {
    return this.context.currentTime - this.origin >= this.length;
  }

  seek(to) {
    this.sources.forEach(source => source.stop());
    this.sources = [];
    this.origin = this.context.currentTime - to;
    for (const part of this.parts) {
      const skip = Math.max(0, to - part.start);
      if (skip < part.buffer.duration) {
        this.schedule(part, skip);
      }
    }
    this.context.resume();
  }

  close() {
    this.sources.forEach(source => source.stop());
    return this.context.close();
  }

  wav() {
    const data = this.parts.map(part => part.buffer.getChannelData(0));
    const count = data.reduce((sum, samples) => sum + samples.length, 0);
    const view = new DataView(new ArrayBuffer(44 + 2 * count));
    const name = (at, text) => [...text].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
    name(0, 'RIFF');
    view.setUint32(4, 36 + 2 * count, true);
    name(8, 'WAVEfmt ');
    [[16, 16], [24, this.rate], [28, 2 * this.rate], [40, 2 * count]].forEach(([at, value]) => view.setUint32(at, value, true));
    [[20, 1], [22, 1], [32, 2], [34, 16]].forEach(([at, value]) => view.setUint16(at, value, true));
    name(36, 'data');
    let at = 44;
    data.forEach(samples => samples.forEach(sample => {
      view.setInt16(at, sample * 32768, true);
      at += 2;
    }));
    return new Blob([view], { type: 'audio/wav' });
  }
}

let speech = null;
let aborter = null;

function draw() {
  const canvas = get('wave');
  const style = getComputedStyle(canvas);
  const scale = window.devicePixelRatio;
  canvas.width = canvas.clientWidth * scale;
  canvas.height = canvas.clientHeight * scale;
  const pen = canvas.getContext('2d');
  const colours = ['--accent', '--second'].map(name => style.getPropertyValue(name));
  pen.fillStyle = style.getPropertyValue('--line');
  pen.fillRect(0, canvas.height / 2, canvas.width, 1);
  const step = 3 * scale; // a bar and a gap
  const width = canvas.width / Math.max(2, speech.length);
  speech.parts.forEach((part, index) => {
    const samples = part.buffer.getChannelData(0);
    pen.fillStyle = colours[index % 2];
    for (let x = Math.ceil(part.start * width / step) * step; x < (part.start + part.buffer.duration) * width; x += step) {
      const from = Math.floor((x / width - part.start) * speech.rate);
      const to = Math.min(samples.length, from + Math.ceil(step / width * speech.rate));
      let peak = 0;
      for (let i = from; i < to; i++) {
        peak = Math.max(peak, Math.abs(samples[i]));
      }
      const height = Math.max(scale, peak / speech.peak * canvas.height);
      pen.globalAlpha = x / width < speech.position() ? 1 : 0.4;
      pen.fillRect(x, (canvas.height - height) / 2, 2 * scale, height);
    }
  });
  pen.globalAlpha = 1;
  pen.fillStyle = style.getPropertyValue('--ink');
  pen.fillRect(Math.min(canvas.width - scale, speech.position() * width), 0, scale, canvas.height);
}

function follow() {
  if (speech === null) {
    return;
  }
  const at = speech.position();
  get('position').max = speech.length;
  get('position').value = at;
  get('clock').textContent = seconds(at) + ' of ' + seconds(speech.length);
  get('play').textContent = speech.ended() && aborter === null ? 'Play again'
    : speech.context.state === 'running' ? 'Pause' : 'Play';
  [...get('sentences').children].forEach(item =>
    item.firstChild.setAttribute('aria-current', at >= item.start && at < item.end));
  draw();
  requestAnimationFrame(follow);
}

/** A line for a sentence; further parts of it make it longer. */
function list(number, sentence, start, end, arrived) {
  const last = get('sentences').lastChild;
  if (last !== null && last.number === number) {
    last.end = end;
    last.times.textContent = seconds(last.start) + ' – ' + seconds(end);
    return;
  }
  const item = document.createElement('li');
  const button = document.createElement('button');
  button.type = 'button';
  const text = document.createElement('span');
  text.className = 'text';
  text.textContent = sentence;
  const times = document.createElement('span');
  times.className = 'times';
  const lies = document.createElement('span');
  lies.textContent = seconds(start) + ' – ' + seconds(end);
  const came = document.createElement('span');
  came.textContent = 'here after ' + seconds(arrived);
  times.append(lies, came);
  button.append(text, times);
  button.addEventListener('click', () => speech.seek(item.start));
  item.append(button);
  Object.assign(item, { number, start, end, times: lies });
  get('sentences').append(item);
}

/** Where the time went: widths are shares. */
function account(timings) {
  get('first').textContent = seconds(timings.first_audio);
  get('factor').textContent = timings.real_time_factor.toFixed(3);
  get('work').hidden = false;
  get('work').replaceChildren(...[['Text', timings.text], ['S1, codes', timings.transformer], ['S2, sound', timings.vocoder]].map(([name, value]) => {
    const bar = document.createElement('div');
    bar.style.flexGrow = 1000 * value; // less than 1 altogether would not fill the line
    bar.textContent = name + ' ' + seconds(value);
    return bar;
  }));
}

// ---- what a person does ----

async function speak() {
  stop();
  const mine = new AbortController();
  aborter = mine;
  await speech?.close();
  const speaking = new Speech();
  const first = speech === null;
  speech = speaking;
  get('stop').disabled = false;
  get('save').hidden = true;
  get('sentences').replaceChildren();
  const began = performance.now();
  const watch = setInterval(() => look().catch(() => {}), 500);
  try {
    say('Speaking …');
    const response = await ask('/v1/audio/speech', {
      method: 'POST',
      signal: mine.signal,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        input: get('text').value,
        voice: get('voice').value,
        speed: Number(get('speed').value),
        ...(get('language').value && { language: get('language').value }),
        response_format: 'pcm',
        stream_format: 'sse',
        details: true
      })
    });
    const rate = Number(response.headers.get('X-Sample-Rate'));
    get('speech').hidden = false;
    if (first) {
      requestAnimationFrame(follow);
    }
    for await (const event of events(response)) {
      if (event.type === 'speech.audio.delta') {
        const start = speaking.length;
        speaking.add(event.audio, rate);
        list(event.sentence, event.text, start, speaking.length, (performance.now() - began) / 1000);
      } else if (event.type === 'speech.audio.done') {
        account(event.timings);
        get('save').href = URL.createObjectURL(speaking.wav());
        get('save').hidden = false;
        say('Done: ' + seconds(speaking.length) + ' of speech, made in ' + seconds((performance.now() - began) / 1000) + '.');
      }
    }
  } catch (error) {
    if (aborter === mine || error.name !== 'AbortError') {
      say(error.name === 'AbortError' ? 'Stopped.' : error.message, error.name !== 'AbortError');
    }
  } finally {
    clearInterval(watch);
    if (aborter === mine) {
      aborter = null;
      get('stop').disabled = true;
    }
    look().catch(() => {});
  }
}

function stop() {
  if (aborter !== null) {
    aborter.abort();
    speech.context.suspend();
  }
}

function play() {
  if (speech.ended() && aborter === null) {
    speech.seek(0);
  } else if (speech.context.state === 'running') {
    speech.context.suspend();
  } else {
    speech.context.resume();
  }
}

get('form').addEventListener('submit', event => { event.preventDefault(); speak(); });
get('stop').addEventListener('click', stop);
get('play').addEventListener('click', play);
get('position').addEventListener('input', event => speech.seek(Number(event.target.value)));
get('wave').addEventListener('click', event =>
  speech.seek(event.offsetX / event.target.clientWidth * Math.max(2, speech.length)));
get('speed').addEventListener('input', event => { get('speed-value').textContent = event.target.value + '×'; });
get('key').addEventListener('change', open);
document.addEventListener('keydown', event => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    get('form').requestSubmit();
  } else if (event.key === 'Escape') {
    stop();
  }
});
open();
