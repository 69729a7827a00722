/**
 * The project, its stack file or an option is not what it must be. Nothing was run. The `breakwater` command answers it with
 * exit code 2. The message names the file, the place in it and what is allowed.
 */
export class ProjectError extends Error {
  override name = "ProjectError";
}
