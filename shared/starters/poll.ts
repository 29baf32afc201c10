// A poll whose choices are lines of its page.
import { starterPage, type Starter } from './starter.ts'

const WORDS = `
# Poll

What should we build next? Say one of these words near the poll. If you say another one later, you have changed your mind.

#bridge 0
#tower 0
#garden 0

> [!maker]
> Write your own question, and your own choices: each choice is a line like these.
`

const CODE = String.raw`
on('hear', vote)
on('use', tellTheResult)

function vote(happening) {
  const voter = happening.person ?? happening.subject?.name
  const choice = happening.words.trim().toLowerCase()
  if (!voter || !choices().includes(choice)) return
  // Memory is the ballot box: who, and for what. So everybody counts once.
  memory[voter] = choice
  for (const name of choices()) text().show(name, votesFor(name))
}

function tellTheResult() {
  say(choices().map((name) => name + ': ' + votesFor(name)).join(', '))
}

// The choices are the lines of the page that begin with # and a word.
function choices() {
  return text().lines.flatMap((line) => /^#([\w-]+) /.exec(line)?.[1] ?? [])
}

function votesFor(name) {
  return Object.values(memory).filter((choice) => choice === name).length
}
`

export const poll: Starter = {
  name: 'Poll',
  sprite: 'book',
  width: 48,
  height: 48,
  stays: true,
  words: 'Asks everyone, and counts each person once.',
  text: starterPage(WORDS, CODE),
}
