// The lists above the composer: commands, and results of an inline query.

import { byId, make } from './dom.js';
import { askInline, chooseInline } from './net.js';
import { refuse } from './popups.js';
import { enter } from './sidebar.js';
import { chat, state } from './state.js';

const TYPING_PAUSE_MS = 250;
let timer = 0;
let asked = 0;
let options = [];
let chosen = 0;

const popup = () => byId('popup');
export const listIsOpen = () => !popup().hidden;

export function closeList() {
  popup().hidden = true;
  asked += 1;
  clearTimeout(timer);
}

// Called at every change of the input; `send(text)` sends, `clear()` empties it.
export function suggest(text, send, clear) {
  const inline = `@${state.bot.username}`;
  if (text === inline || text.startsWith(`${inline} `)) {
    clearTimeout(timer);
    timer = setTimeout(() => inlineResults(text.slice(inline.length).trim(), { send, clear }), TYPING_PAUSE_MS);
  } else if (/^\/\w*$/.test(text)) showCommands(text.slice(1), send);
  else closeList();
}

export function showCommands(start, send) {
  const fitting = chat().commands.filter((one) => one.command.startsWith(start));
  if (!fitting.length) { closeList(); return; }
  show(fitting.map((one) => [() => send(`/${one.command}`), make('b', {}, `/${one.command}`), make('span', {}, one.description)]));
}

// `known` are the options of the pages before `offset`.
async function inlineResults(query, act, offset = '', known = []) {
  const mine = ++asked;
  if (!offset) show([], 'Бот ищет…');
  try {
    const { query_id: id, answer } = await askInline(query, offset);
    if (mine !== asked) return;
    if (!answer) { show([], 'Бот не ответил'); return; }
    const choose = (result) => () => chooseInline(id, result.id).then(act.clear).catch(refuse);
    const found = [...known, ...answer.results.map((one) => [choose(one), make('b', {}, one.title), make('span', {}, one.description || one.content.text)])];
    const way = answer.button && [() => toBot(answer.button, act), make('b', {}, answer.button.text)];
    const more = answer.next_offset && [() => inlineResults(query, act, answer.next_offset, found), make('b', {}, 'Показать ещё')];
    show([way, ...found, more].filter(Boolean), 'Ничего не нашлось', 'tall');
  } catch (error) { refuse(error); }
}

// The button above the results starts the bot in its own chat.
async function toBot(button, act) {
  act.clear();
  await enter(state.userId, state.userId);
  act.send(`/start ${button.start_parameter}`);
}

function show(given, nothing = '', className = '') {
  chosen = 0;
  options = given.map(([action, ...content]) => make('button', { class: `option ${className}`, type: 'button', role: 'option', 'data-testid': 'option', onclick: () => { closeList(); action(); } }, ...content));
  popup().replaceChildren(...(options.length ? options : [make('p', { class: 'nothing' }, nothing)]));
  popup().setAttribute('role', 'listbox');
  popup().hidden = false;
  mark();
}

function mark() {
  options.forEach((one, index) => one.setAttribute('aria-selected', String(index === chosen)));
  options[chosen]?.scrollIntoView({ block: 'nearest' });
}

// Arrow keys, Enter and Escape while a list is open; true when the key was taken.
export function listKey(event) {
  if (!listIsOpen()) return false;
  if (event.key === 'Escape') { closeList(); return true; }
  if (!options.length) return false;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) chosen = (chosen + step + options.length) % options.length;
  else if (event.key === 'Enter' || event.key === 'Tab') options[chosen].click();
  else return false;
  mark();
  return true;
}
