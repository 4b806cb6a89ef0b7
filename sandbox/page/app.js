// The page's start: wires what people press to what the server is asked.

import { replyTo, say, showComposer, startEdit } from './composer.js';
import { openFaults, showDialogs } from './dialogs.js';
import { byId } from './dom.js';
import { showMessages } from './messages.js';
import { block, press as pressButton, remove, send } from './net.js';
import { alertText, copy, menu, refuse, toast } from './popups.js';
import { showSidebar } from './sidebar.js';
import { bus, chat, connect, isMine, markSeen, state, user } from './state.js';

const ANSWER_MS = 15000; // a button stops waiting after that, as in Telegram
const waiting = new Map(); // buttons by query id
const settled = new Set(); // answers that overtook the response to the press

async function press(message, button, row, column, element) {
  if (button.copy_text) { copy(button.copy_text.text); return; }
  if (button.url) { window.open(button.url, '_blank', 'noopener,noreferrer'); return; }
  if (button.switch_inline_query_current_chat !== undefined) {
    byId('input').value = `@${state.bot.username} ${button.switch_inline_query_current_chat}`;
    byId('input').dispatchEvent(new Event('input'));
    byId('input').focus();
    return;
  }
  element.setAttribute('aria-busy', 'true');
  try {
    const { query_id: id, answer } = await pressButton(message.message_id, row, column);
    if (answer || settled.delete(id)) { element.removeAttribute('aria-busy'); return; }
    waiting.set(id, element);
    setTimeout(() => settle(id), ANSWER_MS);
  } catch (error) { element.removeAttribute('aria-busy'); refuse(error); }
}

function settle(id) {
  waiting.get(id)?.removeAttribute('aria-busy');
  waiting.delete(id);
}

function answered({ detail }) {
  if (waiting.has(detail.query_id)) settle(detail.query_id);
  else settled.add(detail.query_id);
  if (detail.user_id !== state.userId || detail.chat_id !== state.chatId) return;
  if (detail.text && detail.show_alert) alertText(detail.text);
  else if (detail.text) toast(detail.text);
  if (detail.url) window.open(detail.url, '_blank', 'noopener,noreferrer');
}

function messageMenu(message, at) {
  const text = message.text ?? message.caption;
  const origin = { user: message.from };
  menu([
    ['Ответить', () => replyTo(message)],
    text && ['Скопировать текст', () => copy(text)],
    text && ['Переслать боту', () => send({ text, forward: origin }).catch(refuse)],
    isMine(message) && message.text && ['Изменить', () => startEdit(message)],
    ['Удалить', () => remove(message.message_id).catch(refuse), 'danger'],
  ].filter(Boolean), at);
}

function chatMenu() {
  const blocked = user().blocked;
  menu([
    state.chatId > 0 && [blocked ? 'Разблокировать бота' : 'Заблокировать бота', () => block(!blocked).catch(refuse), blocked ? '' : 'danger'],
    ['Сбои сервера…', openFaults],
  ].filter(Boolean), byId('chat-menu'));
}

function theme() {
  const dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  const set = (name) => { document.documentElement.dataset.theme = name; };
  set(localStorage.getItem('theme') ?? (dark ? 'dark' : 'light'));
  byId('theme').addEventListener('click', () => {
    const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem('theme', next);
    set(next);
  });
}

theme();
showSidebar();
showMessages({ press, copy, refuse, command: say, reply: replyTo, menu: messageMenu });
showComposer();
showDialogs();
bus.addEventListener('answer', answered);
byId('chat-menu').addEventListener('click', chatMenu);
document.addEventListener('visibilitychange', () => { if (chat()) markSeen(state.chatId); });
await connect();
