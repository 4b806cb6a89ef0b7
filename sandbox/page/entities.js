// Formatting: text and entities (offsets in UTF-16 units, as in JavaScript strings) become elements.

import { make } from './dom.js';

const TAGS = { bold: 'b', italic: 'i', underline: 'u', strikethrough: 's' };
const BLOCKS = new Set(['BLOCKQUOTE', 'PRE']);
const SAFE = /^(https?|tg|mailto|tel):/i;
const FOLDED_UNITS = 160; // shorter quotations fit into three lines anyway

export function formatted(text, entities = [], onCommand = () => {}, onCopy = () => {}) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const root = document.createDocumentFragment();
  fill(root, { text, sorted, onCommand, onCopy }, 0, text.length, 0);
  return root;
}

// Render text[start..end) with the entities from `index` on that lie inside; returns the next index.
function fill(parent, source, start, end, index) {
  let at = start;
  while (index < source.sorted.length && source.sorted[index].offset < end) {
    const entity = source.sorted[index];
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (to <= from) { index += 1; continue; }
    if (from > at) parent.append(source.text.slice(at, from));
    const [outer, inner] = element(entity, source.text.slice(from, to), source);
    index = fill(inner, source, from, to, index + 1);
    parent.append(outer);
    // A block breaks the line by itself: the line break after it is not an empty line.
    at = BLOCKS.has(outer.tagName) && source.text[to] === '\n' ? to + 1 : to;
  }
  if (at < end) parent.append(source.text.slice(at, end));
  return index;
}

function element(entity, text, source) {
  const one = build(entity, text, source);
  return Array.isArray(one) ? one : [one, one];
}

function build(entity, text, source) {
  if (TAGS[entity.type]) return make(TAGS[entity.type]);
  switch (entity.type) {
    case 'code': return make('code', { title: 'Скопировать', onclick: () => source.onCopy(text) });
    case 'pre': return make('pre', { 'data-language': entity.language, onclick: () => source.onCopy(text) });
    case 'spoiler': return spoiler();
    case 'blockquote': return make('blockquote');
    case 'expandable_blockquote': return quotation(text);
    case 'text_link': return link(entity.url);
    case 'url': return link(SAFE.test(text) ? text : `http://${text}`);
    case 'email': return link(`mailto:${text}`);
    case 'bot_command': return make('button', { class: 'command', type: 'button', onclick: () => source.onCommand(text) });
    case 'mention': case 'hashtag': return make('span', { class: 'command' });
    default: return make('span');
  }
}

function link(url) {
  const href = SAFE.test(url) ? url : undefined;
  return make('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' });
}

function spoiler() {
  const show = (event) => event.currentTarget.classList.add('shown');
  return make('span', { class: 'spoiler', role: 'button', tabindex: '0', 'aria-label': 'Скрытый текст', onclick: show, onkeydown: show });
}

function quotation(text) {
  const inside = make('div', { class: 'inside' });
  const quote = make('blockquote', { 'data-testid': 'quote' }, inside);
  if (text.length < FOLDED_UNITS && text.split('\n').length <= 3) return [quote, inside];
  quote.classList.add('folded');
  const toggle = make('button', { class: 'unfold', type: 'button', 'aria-expanded': 'false', 'data-testid': 'unfold' }, 'Развернуть');
  toggle.addEventListener('click', () => {
    const folded = quote.classList.toggle('folded');
    toggle.textContent = folded ? 'Развернуть' : 'Свернуть';
    toggle.setAttribute('aria-expanded', String(!folded));
  });
  quote.append(toggle);
  return [quote, inside];
}
