export { connectTasks, type Tasks } from "./connect";
export { tasksPlugin, type TasksPluginOptions } from "./plugin";
export { type Delivery, QueueFullError, type TaskQueue } from "./queue";
export { TaskService } from "./service";
export { IdempotencyConflictError, TaskStore } from "./store";
export { type Task, taskInput, type TaskInput, type TaskResult, type TaskStatus } from "./task";
