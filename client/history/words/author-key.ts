import type { HistoryAuthor } from '../../../shared/wire/api/history-bodies.ts'

/** Names one author among others. */
export const authorKey = ({ kind, name, account, id }: HistoryAuthor): string =>
  `${kind}:${account ?? id ?? name}`
