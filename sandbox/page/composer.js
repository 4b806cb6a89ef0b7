// Where people write: text, files and other kinds of messages, replies, edits, commands.

import { byId, KINDS, make, summary } from './dom.js';
import { closeList, listIsOpen, listKey, showCommands, suggest } from './lists.js';
import { block, edit, send, upload } from './net.js';
import { menu, refuse } from './popups.js';
import { bus, chat, isMine, state, user } from './state.js';

let about = null; // { kind: 'reply' | 'edit', message }
const drafts = new Map(); // unsent text by chat
const input = () => byId('input');

export function showComposer() {
  byId('form').addEventListener('submit', (event) => { event.preventDefault(); submit(); });
  input().addEventListener('input', () => { grow(); suggest(input().value, say, clear); });
  input().addEventListener('keydown', key);
  input().addEventListener('paste', pasteFiles);
  byId('bar-close').addEventListener('click', forget);
  byId('commands').addEventListener('click', () => (listIsOpen() ? closeList() : showCommands('', say)));
  byId('attach').addEventListener('click', () => menu(attachments(), byId('attach')));
  byId('file').addEventListener('change', () => { sendFiles([...byId('file').files]); byId('file').value = ''; });
  byId('start').addEventListener('click', () => say('/start'));
  byId('unblock').addEventListener('click', () => block(false).catch(refuse));
  document.addEventListener('pointerdown', ({ target }) => { if (!byId('popup').contains(target) && !byId('commands').contains(target)) closeList(); });
  bus.addEventListener('open', opened);
  for (const name of ['message', 'deleted', 'user', 'reply_keyboard', 'bot']) bus.addEventListener(name, draw);
  dropping();
}

export function say(text) {
  closeList();
  return send({ text, reply_to: about?.kind === 'reply' ? about.message.message_id : undefined }).then(clear).catch(refuse);
}

export function replyTo(message) { aboutTo('reply', message); }
export function startEdit(message) { aboutTo('edit', message); input().value = message.text; grow(); }

let shown = 0;
function opened() {
  if (shown !== state.chatId) {
    drafts.set(shown, input().value);
    input().value = drafts.get(state.chatId) ?? '';
    shown = state.chatId;
    forget();
    grow();
  }
  draw();
}

function draw() {
  const blocked = state.chatId > 0 && user().blocked;
  const fresh = state.chatId > 0 && !chat().messages.length;
  byId('form').hidden = blocked || fresh;
  byId('unblock').hidden = !blocked;
  byId('start').hidden = blocked || !fresh;
  byId('commands').hidden = !chat().commands.length;
  const rows = chat().reply_keyboard?.keyboard ?? [];
  byId('reply-keyboard').hidden = !rows.length || blocked;
  byId('reply-keyboard').replaceChildren(...rows.map((row) => make('div', {}, ...row.map((one) => make('button', { type: 'button', onclick: () => say(one.text) }, one.text)))));
}

function submit() {
  const text = input().value;
  if (!text.trim()) return;
  if (about?.kind === 'edit') edit(about.message.message_id, text).then(clear).catch(refuse);
  else say(text);
}

function key(event) {
  if (listKey(event)) { event.preventDefault(); return; }
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
  else if (event.key === 'Escape') { clear(); }
  else if (event.key === 'ArrowUp' && !input().value) {
    const last = chat().messages.filter((one) => isMine(one) && one.text).at(-1);
    if (last) { event.preventDefault(); startEdit(last); }
  }
}

function aboutTo(kind, message) {
  about = { kind, message };
  byId('bar-title').textContent = kind === 'edit' ? 'Изменить сообщение' : `В ответ: ${message.from.first_name}`;
  byId('bar-text').textContent = summary(message);
  byId('bar').hidden = false;
  input().focus();
}

function forget() { about = null; byId('bar').hidden = true; }
function clear() { input().value = ''; forget(); grow(); }
function grow() {
  input().style.height = 'auto';
  input().style.height = `${input().scrollHeight}px`;
}

function attachments() {
  const other = ['sticker', 'voice', 'location', 'contact', 'poll'];
  return [
    ['Файл или фото', () => byId('file').click()],
    ['Пересланный пост', forward],
    ...other.map((kind) => [KINDS[kind], () => send({ kind }).catch(refuse)]),
  ];
}

function forward() {
  const text = input().value.trim() || 'Пост из канала: приглашаем на открытый вебинар 5 марта в 11:00.';
  send({ text, forward: { channel: 'Новости отрасли' } }).then(clear).catch(refuse);
}

async function sendFiles(files) {
  const caption = input().value.trim();
  const album = files.length > 1 ? `${Date.now()}` : undefined;
  const replyTo = about?.kind === 'reply' ? about.message.message_id : undefined;
  for (const [index, file] of files.entries()) {
    const kind = ['image/png', 'image/jpeg'].includes(file.type) ? 'photo' : 'document';
    try { await upload(kind, file, { caption: index ? '' : caption, album, replyTo }); } catch (error) { refuse(error); return; }
  }
  clear();
}

function pasteFiles(event) {
  const files = [...event.clipboardData.files];
  if (files.length) { event.preventDefault(); sendFiles(files); }
}

function dropping() {
  const zone = document.querySelector('.chat');
  const over = (on) => (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    byId('drop').hidden = !on;
  };
  zone.addEventListener('dragover', over(true));
  zone.addEventListener('dragleave', over(false));
  zone.addEventListener('drop', (event) => { over(false)(event); sendFiles([...event.dataTransfer.files]); });
}
