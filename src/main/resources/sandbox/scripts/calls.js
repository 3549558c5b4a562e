// Requests to the sandbox's own endpoints, and to the API that apps use. Both take the same token, where there is one.

const TOKEN = 'api-token';

/** Why a call was refused; `errors` names the wrong fields. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail || 'This did not work.');
    this.status = status;
    this.errors = problem.errors ?? [];
  }
}

async function ask(method, url, body, more = {}) {
  const token = sessionStorage.getItem(TOKEN);
  const headers = {
    ...(token ? {Authorization: `Bearer ${token}`} : {}),
    ...(method === 'GET' ? {} : {'Content-Type': 'application/json'}),
    ...more,
  };
  const response = await fetch(url, {method, headers, body: method === 'GET' ? undefined : JSON.stringify(body ?? {})});
  const answer = await response.json();
  if (!response.ok) throw new Refusal(response.status, answer);
  if (method !== 'GET') document.dispatchEvent(new Event('written'));
  return {status: response.status, etag: response.headers.get('ETag'), answer};
}

/** Acts in the invented community, or reads what the stand-ins were sent. */
export async function sandbox(method, path, body) {
  return (await ask(method, `/sandbox/api${path}`, body)).answer;
}

/** Calls the product's own API, as an app does. */
export function api(method, path, body, headers) {
  return ask(method, `/api${path}`, body, headers);
}

export function hasToken() {
  return sessionStorage.getItem(TOKEN) !== null;
}

export function keepToken(token) {
  sessionStorage.setItem(TOKEN, token);
}

export function forgetToken() {
  sessionStorage.removeItem(TOKEN);
}
