export { connectTasks, type Tasks } from "./connect";
export { tasksPlugin } from "./plugin";
export { TaskService } from "./service";
export { TaskStore } from "./store";
export { taskInput } from "./task";
