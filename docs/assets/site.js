// The copy button of a console block takes the commands, without their prompts and what they print.
for (const block of document.querySelectorAll(".language-console")) {
  const commands = [];
  let isCommand = false;
  for (const line of block.textContent.split("\n")) {
    isCommand = line.startsWith("$ ") || (isCommand && line.startsWith("> "));
    if (isCommand) {
      commands.push(line.slice(2));
    }
  }
  block.dataset.copy = commands.join("\n");
}
