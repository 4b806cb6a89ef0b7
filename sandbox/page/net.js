// The sandbox's control API.

import { state } from './state.js';

export class Refusal extends Error {}

async function call(verb, path, body) {
  const json = body !== undefined && !(body instanceof FormData);
  const response = await fetch(`/sandbox${path}`, {
    method: verb,
    headers: json ? { 'Content-Type': 'application/json' } : {},
    body: json ? JSON.stringify(body) : body,
  });
  const answer = await response.json();
  if (!response.ok) throw new Refusal(answer.description ?? response.statusText);
  return answer;
}

const here = (path) => `/users/${state.userId}/chats/${state.chatId}${path}`;

export const readState = () => call('GET', '/state');
export const readChat = (userId, chatId) => call('GET', `/users/${userId}/chats/${chatId}`);
export const addUser = (user) => call('POST', '/users', user);
export const block = (blocked) => call('POST', `/users/${state.userId}/block`, { blocked });
export const send = (body) => call('POST', here('/messages'), body);
export const edit = (id, text) => call('PATCH', here(`/messages/${id}`), { text });
export const remove = (id) => call('DELETE', here(`/messages/${id}`));
export const press = (id, row, column) => call('POST', here(`/messages/${id}/press`), { row, column });
export const stopDraft = (id) => call('POST', here(`/drafts/${id}/stop`), {});
export const askInline = (query, offset = '') => call('POST', here('/inline'), { query, offset, wait: 5 });
export const chooseInline = (query, result) => call('POST', here(`/inline/${query}/choose`), { result_id: result });
export const readFaults = () => call('GET', '/faults');
export const addFault = (fault) => call('POST', '/faults', fault);
export const clearFaults = () => call('DELETE', '/faults');

export function upload(kind, file, { caption = '', album, replyTo } = {}) {
  const form = new FormData();
  form.append('kind', kind);
  form.append('caption', caption);
  if (album) form.append('album', album);
  if (replyTo) form.append('reply_to', replyTo);
  form.append('file', file, file.name);
  return call('POST', here('/messages'), form);
}
