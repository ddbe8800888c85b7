"""What the incidents amount to: pairs, relations, dependence, blocs, poles, claims, outlook."""
