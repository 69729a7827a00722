/** Why a file that a user named could not be read, for a message: from the error of `readFileSync`. */
export function whyUnreadable(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "it is a folder";
  if (code === "EACCES") return "its permissions forbid it";
  return code ?? String(error);
}
