// One message: its bubble, what is in it, and its keyboard.

import { clock, icon, KINDS, make, mediaKind, size, summary } from './dom.js';
import { formatted } from './entities.js';
import { isMine, state } from './state.js';

const EMOJI = {
  sticker: '👍', voice: '🎙️', audio: '🎵', video: '🎬', video_note: '🎥', animation: '🎞️',
  location: '📍', venue: '📍', contact: '👤', poll: '📊', dice: '🎲',
};

// `actions`: command(text), copy(text), press(message, button, row, column, element), jump(id), menu(message, element)
export function bubble(message, actions) {
  const mine = isMine(message);
  const media = mediaKind(message);
  const bare = media === 'photo' && !message.caption;
  const body = make('div', { class: bare ? 'bubble bare' : 'bubble' },
    state.chatId < 0 && !mine && make('div', { class: 'author' }, message.from.first_name),
    origin(message),
    message.reply_to_message && quoted(message.reply_to_message, actions),
    media && attachment(message, media),
    text(message, actions),
    meta(message, mine));
  const column = make('div', { class: 'column' }, body, keyboard(message, actions));
  const item = make('li', {
    class: mine ? 'message out' : 'message',
    'data-testid': 'message',
    'data-message-id': message.message_id,
    'data-sender': mine ? 'me' : message.from.is_bot ? 'bot' : 'other',
    'data-from': message.from.id,
  }, column);
  body.addEventListener('contextmenu', (event) => { event.preventDefault(); actions.menu(message, event); });
  body.tabIndex = 0;
  body.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target === body) actions.menu(message, body);
  });
  body.addEventListener('dblclick', () => actions.reply(message));
  return item;
}

function text(message, actions) {
  const written = message.text ?? message.caption;
  if (!written) return null;
  const entities = message.entities ?? message.caption_entities;
  return make('span', { class: 'text', 'data-testid': 'text' }, formatted(written, entities, actions.command, actions.copy));
}

function meta(message, mine) {
  return make('span', { class: 'meta' },
    message.edit_date ? 'изменено ' : '',
    make('time', { datetime: new Date(message.date * 1000).toISOString() }, clock(message.date)),
    mine && icon('checks'));
}

function origin(message) {
  if (message.via_bot) return make('div', { class: 'origin' }, 'через ', make('b', {}, `@${message.via_bot.username}`));
  const from = message.forward_origin;
  if (!from) return null;
  const name = from.chat?.title ?? from.sender_user_name ?? from.sender_user?.first_name ?? '';
  return make('div', { class: 'origin' }, 'Переслано от: ', make('b', {}, name));
}

function quoted(message, actions) {
  return make('button', { class: 'quoted', type: 'button', onclick: () => actions.jump(message.message_id) },
    make('strong', {}, message.from.first_name), make('span', {}, summary(message)));
}

function attachment(message, kind) {
  if (kind === 'photo') {
    const photo = message.photo.at(-1);
    return make('img', { class: 'photo', src: `/sandbox/files/${photo.file_id}`, alt: message.caption ?? 'Фото', width: photo.width, height: photo.height, loading: 'lazy' });
  }
  if (kind !== 'document') {
    return make('div', { class: 'media' }, make('span', { class: 'disc emoji' }, EMOJI[kind]), make('span', {}, make('b', {}, KINDS[kind]), make('small', {}, details(message, kind))));
  }
  const { file_id: id, file_name: name, file_size: bytes } = message.document;
  const extension = name.includes('.') ? name.split('.').pop().slice(0, 4) : '';
  return make('a', { class: 'media', href: `/sandbox/files/${id}?download`, download: name, 'data-testid': 'document' },
    make('span', { class: 'disc' }, extension || icon('file')),
    make('span', {}, make('b', {}, name), make('small', {}, size(bytes))));
}

function details(message, kind) {
  const given = message[kind];
  switch (kind) {
    case 'contact': return `${given.first_name}, ${given.phone_number}`;
    case 'location': return `${given.latitude.toFixed(4)}, ${given.longitude.toFixed(4)}`;
    case 'venue': return given.title;
    case 'poll': return given.question;
    case 'dice': return `выпало ${given.value}`;
    default: return given.duration ? `0:${String(given.duration).padStart(2, '0')}` : '';
  }
}

function keyboard(message, actions) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  return make('div', { class: 'keyboard', role: 'group', 'aria-label': 'Кнопки сообщения' },
    ...rows.map((row, r) => make('div', {}, ...row.map((button, c) => key(message, button, r, c, actions)))));
}

function key(message, button, row, column, actions) {
  const corner = button.copy_text ? 'copy' : button.url ? 'link' : '';
  const element = make('button', {
    class: `key ${button.style ?? ''}`,
    type: 'button',
    disabled: 'disabled' in button,
    'data-testid': 'key',
    title: button.copy_text ? 'Скопировать' : button.url,
  }, button.text, corner && icon(corner, 'corner'));
  element.addEventListener('click', () => actions.press(message, button, row, column, element));
  return element;
}
