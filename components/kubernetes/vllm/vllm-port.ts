/** Port of vLLM's API, its health and its metrics. */
export const vllmPort = 8000;
