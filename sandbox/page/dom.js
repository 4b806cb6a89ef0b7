// Building elements. Text always goes in as text nodes: nothing that people or models write becomes markup.

export const byId = (id) => document.getElementById(id);

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function icon(name, className = '') {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  const use = document.createElementNS(space, 'use');
  use.setAttribute('href', `#i-${name}`);
  if (className) svg.setAttribute('class', className);
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return svg;
}

export const clock = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString('ru', { hour: '2-digit', minute: '2-digit' });

export function day(seconds) {
  const date = new Date(seconds * 1000);
  if (date.toDateString() === new Date().toDateString()) return 'Сегодня';
  return date.toLocaleDateString('ru', { day: 'numeric', month: 'long' });
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} Б`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1).replace('.', ',')} КБ`;
  return `${(bytes / 1024 / 1024).toFixed(1).replace('.', ',')} МБ`;
}

const KINDS = {
  photo: 'Фото', sticker: 'Стикер', voice: 'Голосовое сообщение', audio: 'Аудио', video: 'Видео',
  video_note: 'Видеосообщение', animation: 'Анимация', location: 'Геопозиция', venue: 'Место',
  contact: 'Контакт', poll: 'Опрос', dice: 'Кубик',
};

export function mediaKind(message) {
  return Object.keys(KINDS).find((kind) => kind in message) ?? (message.document ? 'document' : '');
}

// One line that stands for a message: in the list of chats, in a quotation.
export function summary(message) {
  const kind = mediaKind(message);
  const name = kind === 'document' ? message.document.file_name : KINDS[kind];
  return [name, message.text ?? message.caption].filter(Boolean).join(' · ');
}

export { KINDS };
