#!/usr/bin/env bash
# Destroys a stack, then looks for what would still cost money or keep a name.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

help() {
  cat <<'TEXT'
Usage: scripts/destroy.sh [--stack NAME] [--yes] [--dry-run]

  --stack NAME   stack to destroy (default: dev)
  --yes          ask nothing, for CI
  --dry-run      print the commands that would change something, and run none of them
  --help

Runs `pulumi destroy`, removes what Pulumi does not know (resource groups that are left, in dev the deleted vault), and names what stays
and until when. It stops before it begins where the stack has locks or protected resources: those are there so that nobody destroys by
mistake. It never skips Pulumi's preview, which looks for both.

Exit codes: 0 done, 1 refused or failed, 2 wrong use.
TEXT
}

stack=dev
assume_yes=false
dry_run=false
parse_options --stack=stack --yes:assume_yes --dry-run:dry_run -- "$@"

# What Pulumi said, and what to do about it.
reason_in() {
  if grep -q 'because it is protected' "$1"; then
    echo "Nothing was deleted: resources are protected in its state. pulumi state unprotect --all --stack $stack, then this again"
  elif grep -q 'ScopeLocked' "$1"; then
    echo "A lock holds what it names above; what was deleted before is gone. az lock list --resource-group $group, az lock delete --ids …, then this again"
  elif grep -q 'InUseSubnetCannotBeDeleted\|InUse' "$1"; then
    echo "Something that the program did not make stands in its network, a runner for example. Delete what is named above, then this again"
  elif grep -q 'vault.azure.net' "$1"; then
    echo "The vault refused it, not Azure's management: a role on its data or the way into its network is missing. docs/operate.md, \"Destroy prod\""
  elif grep -q 'unreachable' "$1"; then
    echo "The cluster does not answer from here. From a machine in its network: this again. Is it gone: PULUMI_K8S_DELETE_UNREACHABLE=true scripts/destroy.sh --stack $stack"
  elif grep -q 'pending operations\|currently locked' "$1"; then
    echo "An earlier run was cut off. pulumi cancel --stack $stack, pulumi refresh --stack $stack, then this again"
  else
    echo "Why stands above. Run this again once it is mended: it goes on where it stopped"
  fi
}

need_stack "$stack"
need_az
need_pulumi

group=$(stack_output "$stack" resourceGroup)
cluster=$(stack_output "$stack" clusterName)
vault=$(stack_output "$stack" vaultUri)
vault=${vault#https://}
vault=${vault%%.*}
nodes=''
workspace=''
if [[ -z $group ]]; then
  say "The stack $stack has no outputs, as after a first \`pulumi up\` that failed: look yourself for what stays, with az group list."
else
  # Asked now: once the cluster is gone, nobody knows what AKS called the group of its nodes.
  nodes=$(az aks show --resource-group "$group" --name "$cluster" --query nodeResourceGroup --output tsv 2>/dev/null || true)
  # Of the group and of everything in it, each by what it holds: all have the same name.
  locked=$(az lock list --resource-group "$group" --query '[].id' --output tsv |
    sed -n 's|^.*/resource[gG]roups/\(.*\)/providers/Microsoft.Authorization/locks/[^/]*$|\1|p' | sed 's|^.*/||' | sort -u)
  [[ -z $locked ]] ||
    die "locks hold ${locked//$'\n'/, }, and nothing was touched. The way down (docs/operate.md, \"Destroy prod\"): pulumi state unprotect --all --stack $stack, guardrails.locks: false in stacks/, pulumi up --stack $stack, then this again"
  workspace=$(az monitor log-analytics workspace list --resource-group "$group" --query '[0].name' --output tsv)
fi
protected=$(pulumi stack export --stack "$stack" 2>/dev/null | grep -c '"protect": true' || true)
[[ $protected == 0 ]] ||
  die "$protected resources are protected in Pulumi's state, and nothing was touched. The way down (docs/operate.md, \"Destroy prod\"): guardrails.locks: false in stacks/, pulumi up --stack $stack; what is protected then is so by hand: pulumi state unprotect --all --stack $stack"

confirm "This destroys the stack $stack with all of ${group:-its resource group}: cluster, data, images and secrets."
if [[ $dry_run == true ]]; then
  change pulumi destroy --stack "$stack" --yes
else
  said=$(mktemp)
  trap 'rm -f "$said"' EXIT
  # With its preview: without it, what nothing depends on would go first, and the locks are among that.
  pulumi destroy --stack "$stack" --yes 2>&1 | tee "$said" >&2 || die "pulumi destroy did not get through. $(reason_in "$said")"
fi

# ── What Pulumi does not know ──
for left in "$nodes" "$group"; do
  [[ -n $left ]] || continue
  if [[ $(az group exists --name "$left") == true ]]; then
    say "The resource group $left is still there, with what was made in it by hand or by the cluster:"
    az resource list --resource-group "$left" --query '[].{name:name, type:type}' --output table >&2 || true
    confirm "Everything in $left will be deleted."
    change az group delete --name "$left" --yes
  fi
done

deleted=''
[[ -z $vault ]] || deleted=$(az keyvault list-deleted --resource-type vault --output tsv \
  --query "[?name=='$vault'].[properties.location, to_string(properties.purgeProtectionEnabled || \`false\`), properties.scheduledPurgeDate]")
if [[ -n $deleted ]]; then
  IFS=$'\t' read -r location protected until <<<"$deleted"
  if [[ $protected == true ]]; then
    say "The key vault $vault is protected from a purge: it keeps its name and its secrets until ${until%%T*}, and costs nothing."
    say "Within that time it can be brought back: az keyvault recover --name $vault --location $location"
  else
    say "Purging the deleted key vault $vault, which would keep its name until ${until%%T*}."
    change az keyvault purge --name "$vault" --location "$location"
  fi
fi

[[ -z $workspace ]] ||
  say "The logs of workspace $workspace can be brought back for 14 days, and it keeps its name for as long: az monitor log-analytics workspace recover --resource-group $group --workspace-name $workspace"

if [[ $dry_run == true ]]; then
  say "A dry run: nothing was changed."
  exit
fi

# They belong to the subscription: what else is in it is charged for them, and the next stack may count on them.
plans=$(az security pricing list --query "(value || @)[?pricingTier=='Standard'].name" --output tsv 2>/dev/null || true)
[[ -z $plans ]] ||
  say "Defender's plans ${plans//$'\n'/, } are on for the whole subscription, for what else is in it. Off, one by one: az security pricing create --name NAME --tier free"
say "Nothing of stack $stack is billed any more. What stays: the state backend (cents a month; scripts/bootstrap.sh made it) and the empty stack."
say "The stack itself goes by: pulumi stack rm $stack --preserve-config"
