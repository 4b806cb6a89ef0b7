// What the page knows, kept up to date by the server's event stream.

import { readChat, readState } from './net.js';

export const bus = new EventTarget();
export const state = { bot: {}, users: [], groups: [], chats: new Map(), userId: 0, chatId: 0 };

const tell = (name, detail) => bus.dispatchEvent(new CustomEvent(name, { detail }));
const lastSeen = () => JSON.parse(sessionStorage.getItem('seen') ?? '{}');

export const user = () => state.users.find((one) => one.id === state.userId);
export const chat = () => state.chats.get(state.chatId);
export const isMine = (message) => message.from.id === state.userId;

export function unread(chatId) {
  const seen = lastSeen()[chatId] ?? 0;
  return (state.chats.get(chatId)?.messages ?? []).filter((one) => one.from.is_bot && one.message_id > seen).length;
}

export function markSeen(chatId) {
  const last = state.chats.get(chatId)?.messages.at(-1);
  if (last && document.visibilityState === 'visible') {
    sessionStorage.setItem('seen', JSON.stringify({ ...lastSeen(), [chatId]: last.message_id }));
  }
}

export async function open(userId, chatId) {
  state.userId = userId;
  state.chatId = chatId;
  state.chats.set(chatId, await readChat(userId, chatId));
  sessionStorage.setItem('open', JSON.stringify([userId, chatId]));
  markSeen(chatId);
  tell('open');
}

async function readAll() {
  const fresh = await readState();
  Object.assign(state, { bot: fresh.bot, users: fresh.users, groups: fresh.groups });
  const kept = JSON.parse(sessionStorage.getItem('open') ?? '[]');
  const known = state.users.some((one) => one.id === kept[0]);
  const [userId, chatId] = known ? kept : [state.users[0].id, state.users[0].id];
  for (const one of state.users) state.chats.set(one.id, await readChat(one.id, one.id));
  for (const group of state.groups) state.chats.set(group.id, await readChat(userId, group.id));
  await open(userId, chatId);
  return fresh.cursor;
}

const changes = {
  message(on, event) {
    on.messages.push(event.message);
    if (event.chat_id === state.chatId) markSeen(event.chat_id);
  },
  edited(on, event) {
    const at = on.messages.findIndex((one) => one.message_id === event.message.message_id);
    if (at >= 0) on.messages[at] = event.message;
  },
  deleted(on, event) {
    on.messages = on.messages.filter((one) => one.message_id !== event.message_id);
  },
  draft(on, event) { on.draft = event.draft; },
  action(on, event) { on.action = event.action; },
  reply_keyboard(on, event) { on.reply_keyboard = event.keyboard; },
};

async function apply(event) {
  if (event.type === 'reset') { await readAll(); return; }
  if (event.type === 'bot') {
    state.bot = (await readState()).bot;
    chat().commands = (await readChat(state.userId, state.chatId)).commands;
  }
  if (event.type === 'user') {
    const at = state.users.findIndex((one) => one.id === event.user.id);
    if (at >= 0) state.users[at] = event.user;
    else {
      state.users.push(event.user);
      state.chats.set(event.user.id, await readChat(event.user.id, event.user.id));
    }
  }
  const on = state.chats.get(event.chat_id);
  if (on) changes[event.type]?.(on, event);
  tell(event.type, event);
}

export async function connect() {
  const cursor = await readAll();
  const stream = new EventSource(`/sandbox/events?since=${cursor}`);
  let queue = Promise.resolve();
  stream.onmessage = (message) => {
    const event = JSON.parse(message.data);
    queue = queue.then(() => apply(event));
  };
  stream.onopen = () => tell('connection', true);
  stream.onerror = () => tell('connection', false);
}
