# shellcheck shell=bash
# What the scripts share. Sourced, never run.

# Ends the script with a message. Nothing that follows is done.
die() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  exit "${2:-1}"
}

# Wrong use of the script itself.
usage_error() {
  printf '%s: %s\nTry %s --help.\n' "${0##*/}" "$1" "${0##*/}" >&2
  exit 2
}

# Reads the command line into the script's variables: `parse_options --stack=stack --yes:assume_yes -- "$@"` puts what follows --stack
# into $stack, and --yes makes $assume_yes true. --help prints the script's own help.
parse_options() {
  local known=() option declared
  while [[ $1 != -- ]]; do
    known+=("$1")
    shift
  done
  shift
  while [[ $# -gt 0 ]]; do
    option=$1
    shift
    if [[ $option == --help || $option == -h ]]; then
      help
      exit 0
    fi
    declared=$(declaration_of "$option" "${known[@]}") || usage_error "unknown option $option"
    if [[ $declared == *:* ]]; then
      printf -v "${declared#*:}" true
    else
      if [[ $# -eq 0 || -z $1 || $1 == --* ]]; then usage_error "$option needs a value"; fi
      printf -v "${declared#*=}" '%s' "$1"
      shift
    fi
  done
}

# The one of the declarations that is an option's; fails where none is.
declaration_of() {
  local option=$1 declared
  shift
  for declared in "$@"; do
    if [[ $declared == "$option"[=:]* ]]; then
      printf '%s' "$declared"
      return
    fi
  done
  return 1
}

say() { printf '%s\n' "$*" >&2; }

# Runs a command that changes something, or prints it where nothing may be changed (`dry_run=true`).
change() {
  if [[ ${dry_run:-false} == true ]]; then
    local word line=''
    for word in "$@"; do line+=" $(printf '%q' "$word")"; done
    printf '%s\n' "${line# }"
  else
    "$@"
  fi
}

# Ends the script when a tool is missing: `need az https://…` says where it comes from.
need() {
  command -v "$1" >/dev/null 2>&1 || die "$1 is not on PATH. It comes from $2"
}

need_az() {
  need az https://learn.microsoft.com/cli/azure/install-azure-cli
  az account show --output none 2>/dev/null || die "nobody is logged in to Azure. Run: az login"
}

need_pulumi() {
  need pulumi https://www.pulumi.com/docs/iac/download-install/
}

# Ends the script unless the stack has a file in the project, which is the current folder.
need_stack() {
  [[ -f Pulumi.yaml ]] || die "there is no Pulumi.yaml here: run this in the project's folder" 2
  [[ -f Pulumi.$1.yaml ]] || die "there is no stack \"$1\": Pulumi.$1.yaml is missing" 2
}

# An output of a stack, or nothing: `stack_output dev registry`.
stack_output() {
  pulumi stack output "$2" --stack "$1" 2>/dev/null || true
}

# An output of a stack that must be deployed.
deployed_output() {
  local value
  value=$(stack_output "$1" "$2")
  [[ -n $value ]] || die "stack $1 has no output \"$2\": it is not deployed yet. Run: pulumi up --stack $1"
  printf '%s' "$value"
}

# Ends the script where a registry does not answer this machine: its firewall, the network in between, or a role that is missing. It asks for a token,
# which only the registry itself gives, and needs no Docker: `reach_registry crbreakwaterprod prod`.
reach_registry() {
  local said
  said=$(az acr login --name "$1" --expose-token --output none 2>&1) ||
    die "the registry $1 does not answer from here: $(last_line "$said")
Its firewall lets in network.operatorIpRanges and the network of the stack. From this machine: pulumi config set operatorIpRanges '[\"<its public address>\"]' --stack $2, then pulumi up --stack $2. Or work on a machine in that network (docs/azure.md, \"A machine in the network\")"
}

# The last line of a text that says something.
last_line() { sed '/^[[:space:]]*$/d' <<<"$1" | tail -n 1; }

# Asks a person, unless the answer was given beforehand (`assume_yes=true`).
confirm() {
  if [[ ${assume_yes:-false} == true || ${dry_run:-false} == true ]]; then return 0; fi
  [[ -t 0 ]] || die "$1 Nobody is here to answer: pass --yes to go ahead" 2
  local answer
  read -r -p "$1 Type yes to go ahead: " answer
  [[ $answer == yes ]] || die "nothing was changed"
}
