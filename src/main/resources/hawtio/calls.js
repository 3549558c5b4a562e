// Calls to the management port: the API of the public port, without its token, and how the service stands.

/** Why a call was not answered as it should; `status` is 0 where there was no answer. */
export class Problem extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/**
 * Asks `/circlesync` and gives the JSON, or null where there is none.
 *
 * @throws Problem with words for a person
 */
export async function ask(path, {method = 'GET', body, signal} = {}) {
  let answer;
  try {
    answer = await fetch(`/circlesync${path}`, {
      method,
      signal,
      headers: {Accept: 'application/json', ...(body === undefined ? {} : {'Content-Type': 'application/json'})},
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    throw new Problem(0, 'The service does not answer. It may be starting, or you may be offline.');
  }
  if (answer.status === 401) {
    // Logged out; hawtio shows its form.
    location.reload();
  }
  if (answer.status === 204) return null;
  const json = await answer.json().catch(() => null);
  if (answer.ok) return json;
  const errors = (json?.errors ?? []).map(error => `${error.field}: ${error.detail}`).join(' ');
  throw new Problem(answer.status, [json?.detail ?? `The service answers ${answer.status}.`, errors].join(' ').trim());
}

/**
 * Asks Jolokia, which answers several questions at once.
 *
 * @throws Problem where it does not answer at all
 */
export async function jolokia(questions) {
  const answer = await fetch('/jolokia', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(questions)})
    .catch(() => null);
  if (!answer?.ok) throw new Problem(answer?.status ?? 0, 'Jolokia does not answer.');
  return answer.json();
}

export const api = (path, options) => ask(`/api${path}`, options);

/** The JSON, or null where there is no such thing. */
export async function find(path, options) {
  try {
    return await api(path, options);
  } catch (problem) {
    if (problem.status === 404) return null;
    throw problem;
  }
}

/** A query of what is given; the API takes no plus sign for a blank. */
export const query = parameters => {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length ? `?${new URLSearchParams(given).toString().replaceAll('+', '%20')}` : '';
};
