// What opens over the chat: toasts, alerts, menus, dialogs.

import { byId, make } from './dom.js';

const TOAST_MS = 3500;

export function toast(text, wrong = false) {
  const node = make('div', { class: wrong ? 'toast wrong' : 'toast', 'data-testid': 'toast' }, text);
  byId('toasts').append(node);
  setTimeout(() => node.remove(), TOAST_MS);
}

export const refuse = (error) => toast(error.message, true);

export function alertText(text) {
  byId('alert-text').textContent = text;
  if (!byId('alert').open) byId('alert').showModal();
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = make('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy'); // where the clipboard API is not allowed
    area.remove();
  }
  toast('Скопировано');
}

// `items`: [label, action, className]; opens at a point or above an element.
export function menu(items, at) {
  document.querySelector('.menu')?.remove();
  const node = make('div', { class: 'menu', role: 'menu', 'data-testid': 'menu' });
  const close = () => { node.remove(); document.removeEventListener('pointerdown', outside, true); };
  const outside = (event) => { if (!node.contains(event.target)) close(); };
  for (const [label, action, className] of items) {
    node.append(make('button', { type: 'button', role: 'menuitem', class: className, onclick: () => { close(); action(); } }, label));
  }
  node.addEventListener('keydown', (event) => {
    const keys = [...node.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); keys.at((keys.indexOf(document.activeElement) + step) % keys.length).focus(); }
    if (event.key === 'Escape') close();
  });
  document.body.append(node);
  const { x, y } = place(node, at);
  node.style.left = `${x}px`;
  node.style.top = `${y}px`;
  node.firstElementChild.focus();
  document.addEventListener('pointerdown', outside, true);
}

function place(node, at) {
  const box = node.getBoundingClientRect();
  const point = at instanceof Element ? anchor(at, box) : { x: at.clientX, y: at.clientY };
  return {
    x: Math.max(8, Math.min(point.x, innerWidth - box.width - 8)),
    y: Math.max(8, Math.min(point.y, innerHeight - box.height - 8)),
  };
}

function anchor(element, box) {
  const { right, top, bottom } = element.getBoundingClientRect();
  const above = top > innerHeight / 2;
  return { x: right - box.width, y: above ? top - box.height - 8 : bottom + 6 };
}
