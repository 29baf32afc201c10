// What is wrong with files, line by line, and what stayed out of those that are well.
import { problemWords, type Problem } from '../../shared/folder/problem.ts'

export function ProblemList({ problems }: { readonly problems: readonly Problem[] }) {
  const lines = problems.map(problemWords)
  return (
    <ul className="drop-list trouble" role="alert">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}

export function NoteList({ notes }: { readonly notes: readonly string[] }) {
  if (notes.length === 0) return null
  return (
    <ul className="drop-list" aria-label="What differs from the files">
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  )
}
